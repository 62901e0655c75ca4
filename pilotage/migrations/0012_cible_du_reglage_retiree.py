from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("pilotage", "0011_cibles_reprises")]
    operations = [
        migrations.RemoveConstraint(
            model_name='reglageindicateur',
            name='reglage_indicateur_cible',
        ),
        migrations.RemoveField(
            model_name='historicalreglageindicateur',
            name='cible',
        ),
        migrations.RemoveField(
            model_name='reglageindicateur',
            name='cible',
        ),
    ]
