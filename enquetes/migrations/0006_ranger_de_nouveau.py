"""Les enquêtes déjà rangées gardaient à chaque réponse sa transaction : on les range de nouveau."""

from django.db import migrations


def ranger_de_nouveau(apps, schema_editor):
    apps.get_model("enquetes", "Enquete").objects.update(rangee_le=None)


class Migration(migrations.Migration):
    dependencies = [("enquetes", "0005_textes_libres")]

    operations = [migrations.RunPython(ranger_de_nouveau, migrations.RunPython.noop)]
