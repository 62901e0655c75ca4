"""Les versions successives des textes d'un bilan : ce que montre leur page d'historique."""

from itertools import groupby

from pilotage.libelles import rubrique_dite
from pilotage.models import BilanAnnuel, Recit

SANS_OBJET = "Sans objet cette année"


def versions_des_textes(bilan: BilanAnnuel, section: str = "") -> list[dict]:
    """Un texte par section et rubrique, ses versions de la plus récente à la première."""
    titres = {s["numero"]: s["titre"] for s in bilan.plan.sections}
    versions = Recit.history.filter(bilan=bilan).select_related("history_user")
    if section in titres:
        versions = versions.filter(section=section)
    rangees = versions.order_by("section", "rubrique", "-history_date", "-history_id")
    return [
        {
            "section": f"{numero} {titres.get(numero, '')}".strip(),
            "rubrique": rubrique_dite(rubrique),
            "versions": _avec_la_precedente(list(siennes)),
        }
        for (numero, rubrique), siennes in groupby(rangees, lambda v: (v.section, v.rubrique))
    ]


def _avec_la_precedente(versions: list) -> list[dict]:
    return [
        {
            "moment": version.history_date,
            "qui": version.history_user,
            "avant": texte_montre(precedente),
            "apres": texte_montre(version),
        }
        for version, precedente in zip(versions, [*versions[1:], None], strict=True)
    ]


def texte_montre(recit) -> str:
    """Le texte d'une version, ou ce qui en tient lieu ; vide s'il n'y en a pas."""
    if recit is None:
        return ""
    return SANS_OBJET if recit.sans_objet else recit.texte
