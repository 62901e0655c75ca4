from django.db import migrations
from django.db.models import OuterRef, Subquery


def reprendre_la_date_de_la_demarche(apps, schema_editor):
    """Un service déjà engagé l'est depuis que la démarche l'est."""
    Perimetre = apps.get_model("engagements", "Perimetre")
    Labellisation = apps.get_model("engagements", "Labellisation")
    debut = Labellisation.objects.filter(pk=OuterRef("labellisation")).values("date_debut")
    Perimetre.objects.update(date_entree=Subquery(debut))


class Migration(migrations.Migration):
    dependencies = [("engagements", "0002_demarche_et_plan_d_actions")]
    operations = [
        migrations.RunPython(reprendre_la_date_de_la_demarche, migrations.RunPython.noop),
    ]
