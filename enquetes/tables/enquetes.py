from enquetes.models import Enquete
from qualepref.socle.tables import A, Column, DateColumn, Table


class EnqueteTable(Table):
    intitule = Column(linkify=True)
    questionnaire = Column(accessor=A("questionnaire__intitule"), verbose_name="Questionnaire")
    date_ouverture = DateColumn(verbose_name="Du")
    date_cloture = DateColumn(verbose_name="Au")
    nombre_reponses = Column(verbose_name="Réponses")
    cible_totale = Column(verbose_name="Attendues")

    class Meta:
        model = Enquete
        fields = [
            *("intitule", "questionnaire", "etat", "date_ouverture", "date_cloture"),
            *("nombre_reponses", "cible_totale"),
        ]
