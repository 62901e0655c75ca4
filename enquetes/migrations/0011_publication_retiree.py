from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enquetes', '0010_appels_non_aboutis'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='publicationenquete',
            name='motif_du_retrait',
            field=models.CharField(blank=True, help_text='Se lit sur la page publique, à la place des chiffres.', max_length=300, verbose_name='motif du retrait'),
        ),
        migrations.AddField(
            model_name='publicationenquete',
            name='retiree_le',
            field=models.DateField(editable=False, null=True, verbose_name='retirée le'),
        ),
        migrations.AddConstraint(
            model_name='publicationenquete',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('motif_du_retrait', ''), ('retiree_le', None)), models.Q(('retiree_le__isnull', False), models.Q(('motif_du_retrait', ''), _negated=True)), _connector='OR'), name='publication_retiree', violation_error_message='Dites pourquoi ces résultats se retirent.'),
        ),
    ]
