import secrets
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from qualepref.socle.demonstration import CLASSEURS, Demonstration, jouer
from qualepref.socle.droits import ROLES
from qualepref.socle.models import Agent, Departement, Designation, Service

CODE = "38"
FONCTIONS = Designation.Fonction
# identifiant, rôle, fonction, service suivi
COMPTES = [
    ("administrateur", "administrateur", FONCTIONS.ADMINISTRATEUR, None),
    ("referente", "referent_qualite", FONCTIONS.REFERENT_QUALITE, None),
    ("correspondante", "correspondant", FONCTIONS.CORRESPONDANT_QUALITE, "AG"),
    ("copil", "copil", FONCTIONS.PRESIDENT_COPIL, None),
    ("auditeur", "auditeur", FONCTIONS.AUDITEUR_EXTERNE, None),
    ("agent", "agent", None, None),
    ("national", "lecteur_national", FONCTIONS.LECTEUR_NATIONAL, None),
]
# Les autres personnes de l'organisation, sans mot de passe : (service, fonction, domaine).
EQUIPE = [
    ("DS", FONCTIONS.CORRESPONDANT_QUALITE, ""),
    ("CERTPC", FONCTIONS.CORRESPONDANT_QUALITE, ""),
    ("STD", FONCTIONS.APPUI_TECHNIQUE, "statistiques téléphoniques"),
    ("SIDSIC", FONCTIONS.APPUI_TECHNIQUE, "serveur vocal interactif"),
    ("CERTPC", FONCTIONS.APPUI_TECHNIQUE, "fraude documentaire"),
]
DEBUT, FIN_AUDIT = date(2021, 1, 1), date(2099, 12, 31)


class Command(BaseCommand):
    help = "Charge le département de démonstration par les mêmes importeurs qu'un utilisateur."

    def handle(self, **options):
        call_command("migrate", verbosity=0)
        mot_de_passe = self.mot_de_passe()
        with transaction.atomic():  # coupé au milieu, on recommence du début
            if not Departement.objects.filter(code=CODE).exists():
                self.charger()
            for identifiant, _, fonction, service in COMPTES:
                self.creer_compte(identifiant, fonction, service, mot_de_passe)
            jouer(Demonstration(Departement.objects.get(code=CODE), self.stdout.write))
        self.stdout.write("Comptes de démonstration, un par rôle :")
        for identifiant, role, _, _ in COMPTES:
            self.stdout.write(f"  {identifiant:<16} {ROLES[role]}")
        self.stdout.write(f"Mot de passe de tous : {mot_de_passe}")
        if settings.ARRETE is None:
            self.stdout.write("Pour se croire à la fin de l'année montrée : ARRETE=2022-12-31.")

    def charger(self):
        self.stdout.write("Chargement de l'année 2022 du département de démonstration…")
        call_command("charger_referentiel", stdout=self.stdout)
        call_command(
            "charger_organisation", str(CLASSEURS / "organisation.yaml"), stdout=self.stdout
        )
        self.composer_l_equipe()

    def composer_l_equipe(self):
        departement = Departement.objects.get(code=CODE)
        for rang, (code, fonction, domaine) in enumerate(EQUIPE, 1):
            service = Service.objects.get(site__departement=departement, code=code)
            agent = Agent(
                username=f"agent{rang:03d}",
                first_name="Agent",
                last_name=f"{rang:03d}",
                departement=departement,
                service=service,
            )
            agent.set_unusable_password()
            agent.save()
            Designation.objects.create(
                agent=agent,
                fonction=fonction,
                domaine=domaine,
                departement=departement,
                site=service.site,
                service=service,
                date_debut=DEBUT,
            )

    def creer_compte(self, identifiant, fonction, code_service, mot_de_passe):
        if Agent.objects.filter(username=identifiant).exists():
            return
        departement = Departement.objects.get(code=CODE)
        service = Service.objects.filter(site__departement=departement, code=code_service).first()
        national = fonction == FONCTIONS.LECTEUR_NATIONAL
        agent = Agent(
            username=identifiant,
            first_name="Agent",
            last_name=identifiant,
            departement=None if national else departement,
            service=service,
        )
        agent.set_password(mot_de_passe)
        agent.save()
        if fonction:
            Designation.objects.create(
                agent=agent,
                fonction=fonction,
                departement=None if national else departement,
                site=service and service.site,
                service=service,
                date_debut=DEBUT,
                date_fin=FIN_AUDIT if fonction == FONCTIONS.AUDITEUR_EXTERNE else None,
            )

    def mot_de_passe(self) -> str:
        """Tiré au hasard au premier lancement, gardé à côté de la base pour les suivants."""
        base = settings.DATABASES["default"]
        dossier = (
            Path(base["NAME"]).parent if base["ENGINE"].endswith("3") else settings.RACINE / "var"
        )
        chemin = dossier / "mot-de-passe-de-demonstration"
        if not chemin.exists():
            chemin.touch(mode=0o600)
            chemin.write_text(secrets.token_urlsafe(12))
        return chemin.read_text()
