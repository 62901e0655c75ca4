from django.utils.text import Truncator

from enquetes.models import Verbatim
from qualepref.socle.tables import Column, Table

MOTS = 30  # le texte entier est sur sa page


class VerbatimTable(Table):
    texte = Column("Texte", linkify=True)
    question = Column("Question", accessor="question__code")
    etiquettes = Column("Étiquettes", orderable=False, default="–")

    class Meta:
        model = Verbatim
        fields = ["texte", "question", "etiquettes", "etat"]

    def render_texte(self, value):
        return Truncator(value).words(MOTS)

    def value_texte(self, value):
        return value

    def render_etiquettes(self, record):
        return ", ".join(map(str, record.etiquettes.all())) or "–"
