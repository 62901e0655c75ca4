from django_tables2 import Column

from formations.models import Sensibilisation, Tutorat
from qualepref.socle.tables import DateColumn, Table


class TutoratTable(Table):
    tutore = Column(linkify=lambda record: record.get_absolute_url(), order_by=("tutore__nom",))
    fin = DateColumn(verbose_name="Couvre jusqu'au")

    class Meta:
        model = Tutorat
        fields = ["tutore", "service", "tuteur", "chef_de_bureau", "fin", "date_cloture"]
        caption = "Conventions de tutorat"


class SensibilisationTable(Table):
    sujet = Column(linkify=True)
    services = Column(verbose_name="Services conviés", accessor="services_en_mots", orderable=False)

    class Meta:
        model = Sensibilisation
        fields = ["sujet", "jour", "services", "lieu", "presents"]
        caption = "Séances de sensibilisation"
