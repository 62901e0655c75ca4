import re

from django.db import migrations

POINT = re.compile(r"point\s+(\S+?)[,\s]")


def reprendre(apps, schema_editor):
    """L'action née d'un écart nomme son point : « … : point AS-02, exigence 1.1, non conforme… »."""
    Controle = apps.get_model("enquetes", "Controle")
    Question = apps.get_model("enquetes", "Question")
    Suite = apps.get_model("enquetes", "SuiteDeControle")
    for controle in Controle.objects.exclude(actions=None):
        points = {q.code: q for q in Question.objects.filter(questionnaire=controle.questionnaire_id)}
        for action in controle.actions.all():
            trouve = POINT.search(action.description)
            question = trouve and points.get(trouve[1])
            if question:
                Suite.objects.get_or_create(
                    controle=controle, question=question, defaults={"action": action}
                )


class Migration(migrations.Migration):
    dependencies = [("enquetes", "0007_suites_des_controles")]

    operations = [migrations.RunPython(reprendre, migrations.RunPython.noop)]
