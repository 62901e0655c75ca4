from django.core.management.base import CommandError
from django.db import transaction

from qualepref.socle.commandes import Commande, departements, jour
from qualepref.socle.models import Agent
from qualepref.socle.synthese import (
    envoyer_la_synthese,
    inscrire_les_rappels,
    jour_ferme,
    rappels_a_dire,
)
from qualepref.socle.templatetags.socle import pluriel
from qualepref.socle.temps import aujourdhui


class Command(Commande):
    help = (
        "Dit à chacun, une seule fois, ce qui arrive à échéance ; sans risque si l'on recommence."
    )

    def add_arguments(self, parser):
        parser.add_argument("--le", type=jour, help="jour du rappel ; à défaut : aujourd'hui")
        parser.add_argument("--departement", help="code ; à défaut : tous")
        parser.add_argument(
            "--essai", action="store_true", help="dit ce qui partirait, sans rien faire"
        )

    def handle(self, **options):
        le = options["le"] or aujourdhui()
        en_panne = []
        for departement in departements(options["departement"]):
            if motif := jour_ferme(departement, le):
                self.stdout.write(f"{departement} : {motif} le {le:%d/%m/%Y}, aucun rappel.")
            else:
                en_panne += self.rappeler(departement, le, options["essai"])
        if en_panne:
            raise CommandError("\n".join(en_panne))

    def rappeler(self, departement, le, essai):
        """Rappelle un département ; rend ce qui n'a pas marché, en phrases."""
        with transaction.atomic():
            inscription = inscrire_les_rappels(departement=departement, le=le)
            pannes = [
                f"{genre} : calcul en panne, voir le journal." for genre in inscription.en_panne
            ]
            if essai:
                dits = {agent: self.compter(agent) for agent in inscription.agents}
                transaction.set_rollback(True)
        if not essai:
            dits = {agent: self.envoyer(agent, le, pannes) for agent in inscription.agents}
        self.raconter(departement, inscription, [n for n in dits.values() if n], essai)
        return pannes

    def compter(self, agent_id):
        return len(rappels_a_dire(Agent.objects.get(pk=agent_id)))

    def envoyer(self, agent_id, le, pannes):
        try:
            return envoyer_la_synthese(agent_id=agent_id, le=le)
        except OSError as panne:
            pannes.append(
                f"Courriel non parti (agent n° {agent_id}) : {panne}. Relancez la commande."
            )
            return 0

    def raconter(self, departement, inscription, dits, essai):
        """« Isère (38) : 12 inscrits, 3 clos ; 4 courriels pour 12 rappels. »"""
        verbes = ("à inscrire", "à clore", "à envoyer") if essai else ("inscrits", "clos", "partis")
        inscrire, clore, envoyer = verbes
        self.stdout.write(
            f"{departement}, rappels {inscrire} : {inscription.nouveaux}, {clore} : "
            f"{inscription.clos} ; courriels {envoyer} : {len(dits)}, "
            f"pour {sum(dits)} rappel{pluriel(sum(dits))}."
        )
