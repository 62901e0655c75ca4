import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("socle", "0007_journal_des_effacements")]

    operations = [
        migrations.AddField(
            model_name="historicallieu",
            name="date_fin",
            field=models.DateField(blank=True, null=True, verbose_name="fermé le"),
        ),
        migrations.AddField(
            model_name="lieu",
            name="date_fin",
            field=models.DateField(blank=True, null=True, verbose_name="fermé le"),
        ),
        migrations.AddConstraint(
            model_name="lieu",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("nom"),
                models.F("site"),
                condition=models.Q(("date_fin", None)),
                name="lieu_ouvert_unique",
                violation_error_message="Un lieu ouvert du site porte déjà ce nom.",
            ),
        ),
    ]
