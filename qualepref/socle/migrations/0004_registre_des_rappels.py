import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Le registre n'avait encore rien reçu : sa table est refaite."""

    dependencies = [
        ('socle', '0003_ordre_total'),
    ]

    operations = [
        migrations.DeleteModel(name='Rappel'),
        migrations.CreateModel(
            name='Rappel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('genre', models.SlugField(db_index=False, verbose_name='genre')),
                ('cle', models.CharField(max_length=100, verbose_name='clé')),
                ('objet', models.PositiveBigIntegerField(verbose_name="identifiant de l'objet")),
                ('date_due', models.DateField(verbose_name='dû le')),
                ('url', models.CharField(max_length=300, verbose_name='adresse')),
                ('libelle', models.CharField(max_length=300, verbose_name='libellé')),
                ('inscrit_le', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='inscrit le')),
                ('envoye_le', models.DateTimeField(blank=True, null=True, verbose_name='envoyé le')),
                ('lu_le', models.DateTimeField(blank=True, null=True, verbose_name='lu le')),
                ('clos_le', models.DateTimeField(blank=True, null=True, verbose_name='clos le')),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rappels', to=settings.AUTH_USER_MODEL, verbose_name='agent')),
                ('departement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='socle.departement', verbose_name='département')),
            ],
            options={
                'verbose_name': 'rappel',
                'ordering': ['date_due', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('agent', 'genre', 'cle', 'date_due'), name='rappel_unique')],
            },
        ),
        migrations.CreateModel(
            name='PreferenceRappel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('genre', models.SlugField(db_index=False, verbose_name='genre de rappel')),
                ('canal', models.CharField(choices=[('ecran_et_courriel', "à l'écran et par courriel"), ('ecran', "à l'écran seulement"), ('jamais', 'jamais')], default='ecran_et_courriel', max_length=20, verbose_name='me le dire')),
                ('preavis', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(180)], verbose_name="jours avant l'échéance")),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='preferences_rappels', to=settings.AUTH_USER_MODEL, verbose_name='agent')),
            ],
            options={
                'verbose_name': 'préférence de rappel',
                'verbose_name_plural': 'préférences de rappels',
                'ordering': ['agent', 'genre'],
                'constraints': [models.UniqueConstraint(fields=('agent', 'genre'), name='preferencerappel_unique')],
            },
        ),
    ]
