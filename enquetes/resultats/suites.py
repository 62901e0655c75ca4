"""Un thème sous le seuil devient une action proposée au plan, avec le chiffre qui la motive."""

from django.core.exceptions import ValidationError
from django.db import transaction

from engagements.models import Action, Engagement
from engagements.proposition import proposer_action
from enquetes.models import Enquete, SuiteDEnquete
from enquetes.resultats import comptes, phrases
from enquetes.resultats.tableau import ThemeDit
from qualepref.socle.typographie import insecables


@transaction.atomic
def proposer_une_suite(enquete: Enquete, theme_id: int) -> SuiteDEnquete:
    """Propose l'action d'un thème ; lève ValidationError si rien n'est à proposer.

    Deux envois n'en font qu'une : la suite d'un thème est unique.
    """
    Enquete.objects.select_for_update(of=("self",)).get(pk=enquete.pk).exiger_close()
    if deja := SuiteDEnquete.objects.filter(enquete=enquete, theme=theme_id).first():
        return deja
    lus = comptes.resultats(enquete)
    bas = next((t for t in lus.sous_le_seuil if t.theme.pk == theme_id), None)
    if bas is None:
        raise ValidationError("Ce thème n'est pas sous le seuil : rien n'est proposé.")
    action = proposer_action(
        departement=enquete.departement,
        origine=Action.Origine.ENQUETE_SATISFACTION,
        intitule=f"Améliorer « {bas.theme.libelle} » ({enquete})",
        chiffres=motif(bas, phrases.pourcentage(lus.seuils.satisfaction)),
        engagements=_engagements(bas),
    )
    return SuiteDEnquete.objects.create(enquete=enquete, theme_id=theme_id, action=action)


def motif(theme: ThemeDit, seuil: str) -> str:
    """« Attente : 74,4 % de satisfaits (551 sur 741), seuil 75 %. La plus basse : … »"""
    phrase = (
        f"{theme.theme.libelle} : {phrases.taux(theme.chiffre)} de satisfaits "
        f"({phrases.decompte(theme.chiffre)}), seuil {seuil}."
    )
    if basse := theme.plus_basse:
        phrase += f" Question la plus basse : « {basse.question.libelle} » "
        phrase += f"({phrases.taux(basse.chiffre)})."
    return insecables(phrase)


def _engagements(theme: ThemeDit):
    """Ceux des exigences que ses questions éclairent."""
    questions = [q.question.cle for q in theme.questions]
    return Engagement.objects.filter(exigences__questions__in=questions).distinct()
