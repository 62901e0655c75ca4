from django.db import migrations, models

OUVERTES = models.Q(('etat__in', ('recue', 'accusee', 'en_attente', 'suspendue', 'transmise')))


class Migration(migrations.Migration):

    dependencies = [
        ('socle', '0007_journal_des_effacements'),
        ('suivi', '0015_boites_fonctionnelles'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='demande', name='demande_echeance'),
        migrations.AddIndex(
            model_name='demande',
            index=models.Index(condition=OUVERTES, fields=['departement', 'date_echeance'], name='demande_echeance'),
        ),
        migrations.AddIndex(
            model_name='demande',
            index=models.Index(condition=OUVERTES, fields=['service', 'date_echeance'], name='demande_due'),
        ),
    ]
