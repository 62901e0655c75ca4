from django.template.loader import render_to_string
from django_tables2 import Column

from enquetes.langues import LANGUES
from enquetes.models import Questionnaire
from qualepref.socle.tables import Table


class QuestionnaireTable(Table):
    intitule = Column(linkify=True, attrs={"td": {"class": "qp-objet"}})
    nature = Column()
    origine = Column(accessor="departement", empty_values=(), order_by="departement__nom")
    langues = Column(orderable=False)
    nombre_questions = Column(verbose_name="Questions")
    etat = Column(
        verbose_name="État", accessor="gele_le", order_by=("retire", "gele_le"), empty_values=()
    )

    class Meta:
        model = Questionnaire
        fields = ["intitule", "version", "nature", "origine", "langues", "nombre_questions", "etat"]
        caption = "Questionnaires"

    def render_origine(self, value):
        return value or "Livré avec l'application"

    def render_langues(self, value):
        return noms_des_langues(value)

    def render_etat(self, record):
        return render_to_string("enquetes/_questionnaire_etat.html", {"questionnaire": record})

    def value_etat(self, record):
        return ", ".join(record.etat_en_mots)


def noms_des_langues(codes):
    return ", ".join(LANGUES.get(code, code) for code in codes)
