"""Ce que le périmètre engagé doit tenir un jour donné : modules, options, conditions."""

from dataclasses import replace

from engagements import imposees
from engagements.models.contenu import Engagement, Module
from engagements.models.imposition import decisions_prises, faits_de, qui_ecartent
from engagements.models.perimetre import Dispense, Perimetre


def engagements_dus(departement, referentiel, le, *, campagne=None, services=None) -> set[int]:
    """Les clés des engagements qu'un service engagé ce jour-là doit tenir.

    `campagne` : celle dont on lit les réponses d'applicabilité ; `services` : ceux auxquels se
    borner. Tant que personne n'est engagé, les modules obligatoires sont dus. Nombre de requêtes
    constant.
    """
    tenus = Engagement.objects.du_referentiel(referentiel, departement).select_related("module")
    engages = Perimetre.objects.en_vigueur(le).filter(
        labellisation__departement=departement, labellisation__referentiel=referentiel
    )
    couples = list(engages.values_list("module", "service", "service__site"))
    prises = decisions_prises(departement, referentiel)
    if not couples:
        return {un.pk for un in tenus if _obligatoire(un) and _retenu(un, prises, le)}
    vises = [un for un in couples if services is None or un[1] in services]
    faits = _faits(campagne, engages, qui_ecartent(prises, le, le))
    return {
        un.pk for un in tenus if _retenu(un, prises, le) and _tenu_par_quelqu_un(un, vises, faits)
    }


def _obligatoire(engagement) -> bool:
    return engagement.module.caractere == Module.Caractere.OBLIGATOIRE


def _retenu(engagement, prises, le) -> bool:
    decisions = prises.get(engagement.pk, ())
    return not engagement.facultatif or imposees.est_retenu(decisions, le)


def _faits(campagne, engages, decisions) -> imposees.Faits:
    dispenses = Dispense.objects.filter(perimetre__in=engages)
    champs = ("engagement", "perimetre__service", "motif")
    return replace(
        faits_de(campagne) if campagne else imposees.Faits(),
        decisions=decisions,
        dispenses={(pk, service): motif for pk, service, motif in dispenses.values_list(*champs)},
    )


def _tenu_par_quelqu_un(engagement, couples, faits) -> bool:
    vise = imposees.Vise(engagement.pk, engagement.condition_id, engagement.module.condition_id)
    return any(
        not imposees.pourquoi(vise, service, site, faits)
        for module, service, site in couples
        if module == engagement.module_id
    )
