"""La feuille de tournée d'un site : lieu par lieu, ce qu'il y a à voir et la version attendue."""

from datetime import date
from itertools import groupby
from typing import NamedTuple

from django.core.paginator import Paginator
from django.template.loader import render_to_string

from documents.forms.diffusions import LigneDeTourneeForm
from documents.models import Diffusion
from documents.models.endroits import CONSTATER
from qualepref.socle.models import Agent, Site
from qualepref.socle.sorties.pdf import adresse_statique, ecrire_pdf
from qualepref.socle.temps import aujourdhui

LIGNES_PAR_PAGE = 200  # quatre champs chacune : loin de ce qu'un envoi peut porter
A_PRECISER, SITE_ENTIER = "Endroit à préciser", "Sans lieu précis"


class Ligne(NamedTuple):
    """Un endroit à voir ; `attendue` : la version qu'on doit y trouver, None si aucune."""

    diffusion: Diffusion
    attendue: object
    form: LigneDeTourneeForm | None = None


def endroits_a_voir(site: Site, agent: Agent) -> list[Diffusion]:
    """Ce que l'agent contrôle sur ce site aujourd'hui, dans l'ordre où l'on marche."""
    siens = Diffusion.objects.visibles_par(agent, CONSTATER).en_cours().de_la_tournee(site)
    avec = siens.select_related("document__service", "canal", "site", "lieu__site", "version")
    return list(avec.avec_situation().avec_histoire().prefetch_related("document__versions"))


def par_lieu(lignes: list[Ligne]) -> list[tuple[str, list[Ligne]]]:
    """(lieu, ses lignes), dans l'ordre des lignes."""
    return [(lieu, list(siennes)) for lieu, siennes in groupby(lignes, key=nom_du_lieu)]


def nom_du_lieu(ligne: Ligne) -> str:
    diffusion = ligne.diffusion
    if diffusion.lieu_id:
        return diffusion.lieu.nom
    return SITE_ENTIER if diffusion.site_id else A_PRECISER


def lignes_de(diffusions: list[Diffusion]) -> list[Ligne]:
    return [Ligne(une, une.document.version_en_vigueur()) for une in diffusions]


def feuille_pdf(site: Site, agent: Agent, le: date | None = None) -> bytes:
    """A4, à emporter : une case par constat, et la place de noter."""
    lieux = par_lieu(lignes_de(endroits_a_voir(site, agent)))
    contexte = {
        "site": site,
        "lieux": lieux,
        "le": le or aujourdhui(),
        "rapport": adresse_statique("socle/rapport.css"),
        "feuille": adresse_statique("documents/tournee.css"),
    }
    return ecrire_pdf(render_to_string("documents/rapports/tournee.html", contexte))


class Retour:
    """Le retour d'une tournée : chaque ligne saisie s'écrit ou se corrige, seule."""

    def __init__(self, site: Site, agent: Agent, data=None, page: str | int = 1):
        self.site, self.agent = site, agent
        self.notees, self.fautives = 0, 0
        self.page = Paginator(endroits_a_voir(site, agent), LIGNES_PAR_PAGE).get_page(page)
        self.lignes = [self._ligne(une, data) for une in self.page]

    def _ligne(self, diffusion: Diffusion, data) -> Ligne:
        form = LigneDeTourneeForm(
            data,
            instance=diffusion,
            agent=self.agent,
            prefix=f"e{diffusion.pk}",
            le=aujourdhui(),
        )
        return Ligne(diffusion, diffusion.document.version_en_vigueur(), form)

    @property
    def lieux(self):
        return par_lieu(self.lignes)

    @property
    def saisies(self) -> list[LigneDeTourneeForm]:
        return [ligne.form for ligne in self.lignes if ligne.form.est_saisie]

    def enregistrer(self) -> None:
        for form in self.saisies:
            if form.is_valid() and form.executer():
                self.notees += 1
            else:
                self.fautives += 1

    def reste_a_corriger(self) -> "Retour":
        """La feuille relue, où seules les lignes fautives gardent leur saisie et leur faute."""
        fautives = {form.instance.pk: form for form in self.saisies if form.errors}
        relue = Retour(self.site, self.agent, page=self.page.number)
        relue.lignes = [
            ligne._replace(form=fautives.get(ligne.diffusion.pk, ligne.form))
            for ligne in relue.lignes
        ]
        return relue
