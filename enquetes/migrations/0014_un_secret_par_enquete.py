from django.db import migrations

from enquetes.models.campagnes import tirer_un_secret


def un_secret_par_enquete(apps, schema_editor):
    """Aux closes, aucun ; aux autres, chacune le sien.

    Les jetons d'un import se refaisaient de la ligne importée : ils s'effacent.
    """
    Enquete = apps.get_model("enquetes", "Enquete")
    JetonRecu = apps.get_model("enquetes", "JetonRecu")
    Enquete.objects.filter(etat="close").update(secret="")
    for cle in Enquete.objects.exclude(etat="close").values_list("pk", flat=True):
        Enquete.objects.filter(pk=cle).update(secret=tirer_un_secret())
    JetonRecu.objects.filter(enquete__points=None).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('enquetes', '0013_imports_sans_trace'),
    ]

    operations = [
        migrations.RunPython(un_secret_par_enquete, migrations.RunPython.noop),
    ]
