from pilotage.models import Destinataire
from qualepref.socle.tables import A, Column, Table


class DestinataireTable(Table):
    intitule = Column(linkify=("pilotage:destinataire_update", [A("pk")]))

    class Meta:
        model = Destinataire
        fields = ["intitule", "service", "courriel", "tableaux", "fiches", "demi_pages"]
        caption = "Adresses des directions"
