from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("enquetes", "0008_suites_des_actions")]

    operations = [migrations.RemoveField(model_name="controle", name="actions")]
