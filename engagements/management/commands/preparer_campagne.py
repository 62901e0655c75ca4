from django.core.management.base import CommandError

from engagements.models import Campagne, Referentiel
from engagements.ouverture import OuvertureRefusee, ouvrir_campagne
from qualepref.socle.commandes import Commande, jour
from qualepref.socle.models import Departement


def module_et_services(texte):
    """« 2=CERTPC,CERTCIV » → (2, ["CERTPC", "CERTCIV"]) ; « 1 » → (1, [])."""
    numero, _, codes = texte.partition("=")
    return int(numero), [code for code in codes.split(",") if code]


class Command(Commande):
    help = "Crée le périmètre et la campagne d'un département ; rejouée, ne change rien."

    def add_arguments(self, parser):
        parser.add_argument("--departement", required=True, help="Code du département : 38.")
        parser.add_argument("--referentiel", default="qual-e-pref-2019")
        parser.add_argument("--code", required=True, help="Code de la campagne : auto-2022.")
        parser.add_argument("--intitule", required=True)
        parser.add_argument(
            "--genre", choices=Campagne.Genre.values, default=Campagne.Genre.AUTOEVALUATION
        )
        parser.add_argument("--debut", type=jour, required=True)
        parser.add_argument("--fin", type=jour, required=True)
        parser.add_argument(
            "--module",
            dest="modules",
            type=module_et_services,
            action="append",
            required=True,
            metavar="NUMERO[=CODE,CODE…]",
            help="Un module et ses services (tous, si aucun n'est dit) ; se répète.",
        )
        parser.add_argument("--support", default="", help="Codes des services de support.")

    def handle(self, departement, referentiel, modules, support, debut, fin, **options):
        demandee = Campagne(
            departement=self.un(Departement, departement),
            referentiel=self.un(Referentiel, referentiel),
            date_debut=debut,
            date_fin=fin,
            **{champ: options[champ] for champ in ("code", "intitule", "genre")},
        )
        try:
            campagne = ouvrir_campagne(demandee, modules=dict(modules), support=support.split(","))
        except OuvertureRefusee as refus:
            raise CommandError(str(refus)) from None
        cellules = campagne.autoevaluations.count()
        services = campagne.autoevaluations.values("service").distinct().count()
        self.stdout.write(f"{campagne} : {cellules} cellules pour {services} services.")

    def un(self, modele, code):
        objet = modele.objects.filter(code=code).first()
        if objet is None:
            raise CommandError(f"{modele._meta.verbose_name.capitalize()} inconnu : {code}.")
        return objet
