from django.db import migrations


def ouvrir_les_feuilles(apps, schema_editor):
    """Une feuille par service des campagnes ouvertes avant elles."""
    Feuille = apps.get_model("engagements", "Feuille")
    AvisEngagement = apps.get_model("engagements", "AvisEngagement")
    couples = AvisEngagement.objects.order_by().values_list("campagne", "service").distinct()
    Feuille.objects.bulk_create(
        (Feuille(campagne_id=campagne, service_id=service) for campagne, service in couples),
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("engagements", "0003_dates_d_entree")]
    operations = [migrations.RunPython(ouvrir_les_feuilles, migrations.RunPython.noop)]
