"""Les tirages déjà faits gardent leur règle : leur liste est figée, seul ce qu'on en dit change."""

from django.db import migrations, models

CHOIX = [('suite', 'suite aléatoire'), ('empreinte', 'empreinte')]


def champ(defaut):
    return models.CharField(
        choices=CHOIX, default=defaut, editable=False, max_length=10, verbose_name='règle du tirage'
    )


class Migration(migrations.Migration):

    dependencies = [
        ('suivi', '0017_echantillons_de_demandes'),
    ]

    operations = [
        migrations.AddField('echantillondemandes', 'regle', champ('suite')),
        migrations.AlterField('echantillondemandes', 'regle', champ('empreinte')),
    ]
