from datetime import date

from django.db import migrations

DEPUIS_TOUJOURS = date(2000, 1, 1)  # la cible d'un réglage valait pour toutes les périodes


def reprendre(apps, schema_editor):
    """Un indicateur neutre ne se jugeait pas, même avec une cible : la sienne ne se reprend pas."""
    ReglageIndicateur = apps.get_model("pilotage", "ReglageIndicateur")
    CibleIndicateur = apps.get_model("pilotage", "CibleIndicateur")
    regles = ReglageIndicateur.objects.exclude(cible=None).exclude(indicateur__sens="neutre")
    CibleIndicateur.objects.bulk_create(
        CibleIndicateur(
            indicateur_id=un.indicateur_id,
            departement_id=un.departement_id,
            date_effet=DEPUIS_TOUJOURS,
            sens=un.indicateur.sens,
            cible=un.cible,
        )
        for un in regles.select_related("indicateur")
    )


def rendre(apps, schema_editor):
    """La cible du réglage redevient la dernière fixée."""
    ReglageIndicateur = apps.get_model("pilotage", "ReglageIndicateur")
    CibleIndicateur = apps.get_model("pilotage", "CibleIndicateur")
    for une in CibleIndicateur.objects.order_by("date_effet"):
        ReglageIndicateur.objects.update_or_create(
            indicateur_id=une.indicateur_id,
            departement_id=une.departement_id,
            defaults={"cible": une.cible},
        )


class Migration(migrations.Migration):
    dependencies = [("pilotage", "0010_cibles_et_responsables")]
    operations = [migrations.RunPython(reprendre, rendre)]
