

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('engagements', '0008_reponses_reprises'),
        ('socle', '0002_identifiant_sans_casse'),
    ]

    operations = [
        migrations.AlterField(
            model_name='autoevaluation',
            name='campagne',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='engagements.campagne', verbose_name='campagne'),
        ),
        migrations.AlterField(
            model_name='avisengagement',
            name='campagne',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='engagements.campagne', verbose_name='campagne'),
        ),
        migrations.AddIndex(
            model_name='autoevaluation',
            index=models.Index(fields=['campagne', 'service'], name='autoevaluation_feuille'),
        ),
        migrations.AddIndex(
            model_name='avisengagement',
            index=models.Index(fields=['campagne', 'service'], name='avisengagement_feuille'),
        ),
    ]
