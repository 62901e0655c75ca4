"""Ébaucher une réponse d'après un modèle : les valeurs d'une demande, et à qui l'on écrit."""

import re
from datetime import date
from typing import NamedTuple

from engagements.cycle import ajouter_mois
from qualepref.socle.models import Agent
from qualepref.socle.temps import aujourdhui
from qualepref.socle.typographie import jour_et_mois
from suivi.models import Canal, Demande, EnTete, ModeleReponse, Support, Usage, VersionModele
from suivi.reponses.fusion import fusionner

MOIS_DE_SILENCE = 2  # code des relations entre le public et l'administration, article L. 231-4
_ADRESSE = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SEPARATEURS = " \t\r\n,;:/|()<>-"
CANAUX_ECRITS_A_LA_MAIN = (Canal.COURRIER, Canal.FICHE_ACCUEIL)


class Destinataire(NamedTuple):
    """À qui l'on écrit : le bloc d'adresse d'un courrier, l'adresse d'un courriel."""

    postal: str
    courriel: str


def destinataire(nom: str, coordonnees: str) -> Destinataire:
    """Sépare l'adresse électronique du reste ; une ligne vidée de son adresse disparaît."""
    trouvee = _ADRESSE.search(coordonnees)
    lignes = [_ADRESSE.sub("", ligne).strip(_SEPARATEURS) for ligne in coordonnees.splitlines()]
    postal = "\n".join(ligne for ligne in (nom.strip(), *lignes) if ligne)
    return Destinataire(postal, trouvee[0] if trouvee else "")


def support_attendu(demande: Demande, vers: Destinataire) -> str:
    """On répond par où l'usager a écrit, sauf s'il n'a laissé que l'autre adresse."""
    if demande.canal in CANAUX_ECRITS_A_LA_MAIN or not vers.courriel:
        return Support.COURRIER
    return Support.COURRIEL


def fin_du_silence(arrivee: date) -> date:
    """Le jour où le silence vaut décision, sauf délai propre à la procédure."""
    return ajouter_mois(arrivee, MOIS_DE_SILENCE)


def valeurs(*, demande: Demande, agent: Agent | None) -> dict[str, str]:
    """Ce que vaut chaque champ pour cette demande ; vide s'il n'a pas de valeur."""
    identite = getattr(demande, "identite", None)
    en_tete = EnTete.objects.filter(site=demande.site_id).first() or EnTete()
    return {
        "usager": identite.nom if identite else "",
        "coordonnees_usager": identite.coordonnees if identite else "",
        "numero": demande.numero or f"D-{demande.pk}",
        "objet": demande.objet,
        **_dates(demande),
        "service": str(demande.service),
        "site": str(demande.site),
        "adresse": ", ".join(en_tete.adresse.split("\n")).replace("\r", ""),
        "courriel": en_tete.courriel,
        "telephone": en_tete.telephone,
        "agent": str(agent) if agent else "",
        "fonction": fonction_de(agent) if agent else "",
    }


def _dates(demande):
    dates = {
        "date_arrivee": demande.date_arrivee,
        "date_accuse": demande.date_accuse,
        "date_echeance": demande.date_echeance,
        "date_silence": fin_du_silence(demande.date_arrivee),
        "date_du_jour": aujourdhui(),
    }
    return {nom: f"{jour_et_mois(le)} {le.year}" if le else "" for nom, le in dates.items()}


def fonction_de(agent: Agent) -> str:
    """Ses fonctions du jour ; à défaut son service."""
    fonctions = [une.get_fonction_display() for une in agent.designations_en_vigueur]
    return ", ".join(dict.fromkeys(fonctions)) or (str(agent.service) if agent.service_id else "")


def proposes(*, demande: Demande, usage: str, support: str) -> list[ModeleReponse]:
    """Les modèles de cet usage qui conviennent, le plus précis d'abord, puis le plus ancien."""
    modeles = ModeleReponse.objects.employables_par(demande.departement_id).filter(usage=usage)
    conviennent = [m for m in modeles.order_by("pk") if m.convient_a(demande)]
    return sorted(
        conviennent, key=lambda m: (m.support == support, *m.precision(demande)), reverse=True
    )


def ebauche(
    *,
    demande: Demande,
    agent: Agent | None,
    usage: str = Usage.REPONSE,
    version: VersionModele | None = None,
) -> dict:
    """Les champs d'une réponse prête à relire : le texte fusionné, le destinataire, le support."""
    identite = getattr(demande, "identite", None)
    vers = destinataire(identite.nom, identite.coordonnees) if identite else Destinataire("", "")
    champs = {"usage": usage, "support": support_attendu(demande, vers)}
    champs |= {"destinataire": vers.postal, "courriel": vers.courriel}
    if version is None:
        return champs
    connues = valeurs(demande=demande, agent=agent)
    contenu = {nom: fusionner(texte, connues) for nom, texte in version.contenu.items()}
    contenu["objet"] = " ".join(contenu["objet"].split())[:300]
    contenu["texte"] = contenu.pop("corps")
    modele = version.modele
    return champs | contenu | {"usage": modele.usage, "support": modele.support, "version": version}
