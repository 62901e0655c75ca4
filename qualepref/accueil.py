"""La page d'accueil et le cadre de toutes les pages : menu par rôle, messages d'erreur."""

from functools import cache as memoire
from functools import partial

from django.conf import settings
from django.core.cache import cache
from django.shortcuts import render
from django.urls import get_script_prefix, reverse
from django.utils.functional import SimpleLazyObject
from django.views.generic import TemplateView

from qualepref.socle.models import Rappel
from qualepref.socle.taches import lignes_pour

UNE_MINUTE = 60

# (section, [(libellé, nom d'URL, permission)]), dans l'ordre où l'on s'en sert : une page sans
# droit ne paraît pas, une section sans nom montre ses pages d'emblée.
MENU = [
    ("", [("Calendrier des échéances", "socle:agenda", "socle.view_departement")]),
    (
        "Demandes",
        [
            ("Toutes les demandes", "suivi:demande_list", "suivi.view_demande"),
            ("Saisie rapide", "suivi:lotsaisie_create", "suivi.add_demande"),
            ("Suggestions et réclamations", "suivi:reclamation_list", "suivi.view_demande"),
            ("Réponses", "suivi:reponse_list", "suivi.view_reponse"),
            ("Courriels reçus", "suivi:message_list", "suivi.view_messagerecu"),
            ("Calculer un délai", "suivi:calcul", "suivi.view_regledelai"),
        ],
    ),
    (
        "Signalements",
        [
            ("Signalements reçus", "suivi:signalement_list", "suivi.view_signalement"),
            ("Mes signalements", "suivi:mes_signalements", "suivi.suivre_signalement"),
        ],
    ),
    (
        "Engagements et actions",
        [
            ("Auto-évaluation", "engagements:campagne_list", "engagements.view_campagne"),
            ("Plan d'actions", "engagements:action_list", "engagements.view_action"),
            ("Preuves", "engagements:preuve_list", "engagements.view_preuve"),
            (
                "Groupes de travail",
                "engagements:groupetravail_list",
                "engagements.view_groupetravail",
            ),
            ("Périmètres", "engagements:labellisation_list", "engagements.view_labellisation"),
            ("Référentiels", "engagements:referentiel_list", "engagements.view_referentiel"),
        ],
    ),
    (
        "Documents",
        [
            ("Documents", "documents:document_list", "documents.view_document"),
            ("Rechercher", "documents:recherche", "documents.view_document"),
            ("À lire", "documents:a_lire", "documents.add_lecture"),
            ("Consultations", "documents:consultations", "documents.view_consultation"),
            ("Corrections proposées", "documents:correction_list", "documents.view_correction"),
            ("Diffusions", "documents:diffusion_list", "documents.suivre_diffusion"),
            ("Formalisation", "documents:formalisation", "documents.view_diffusion"),
        ],
    ),
    (
        "Enquêtes",
        [
            ("Enquêtes", "enquetes:enquete_list", "enquetes.view_enquete"),
            ("Saisir des réponses", "enquetes:saisie_list", "enquetes.add_reponse"),
            ("Questionnaires", "enquetes:questionnaire_list", "enquetes.view_questionnaire"),
            ("Textes libres", "enquetes:verbatim_list", "enquetes.change_verbatim"),
            ("Contrôles", "enquetes:calendrier_controles", "enquetes.view_controle"),
        ],
    ),
    (
        "Formations",
        [
            ("Formations", "formations:tableau", "formations.view_obligationformation"),
            (
                "Mes formations",
                "formations:mes_formations",
                "formations.suivre_obligationformation",
            ),
            (
                "Agents à former",
                "formations:obligationformation_list",
                "formations.view_agentaformer",
            ),
            (
                "Sessions",
                "formations:sessionformation_list",
                "formations.view_sessionformation",
            ),
            ("Tutorats", "formations:tutorat_list", "formations.view_tutorat"),
            (
                "Sensibilisations",
                "formations:sensibilisation_list",
                "formations.view_sensibilisation",
            ),
        ],
    ),
    (
        "Pilotage",
        [
            ("Tableaux de bord", "pilotage:tableaudebord_list", "pilotage.view_tableaudebord"),
            ("Fiches du mois et de la semaine", "pilotage:fiche_list", "pilotage.view_fiche"),
            ("Rapports", "socle:rapport_list", "socle.view_departement"),
            ("Bilans annuels", "pilotage:bilanannuel_list", "pilotage.view_bilanannuel"),
            ("Pièces à fournir", "pilotage:pieces", "pilotage.view_pieceafournir"),
            (
                "Dossiers de preuves",
                "pilotage:dossierdepreuves_list",
                "pilotage.view_dossierdepreuves",
            ),
            ("Indicateurs", "pilotage:indicateur_list", "pilotage.view_indicateur"),
            ("Météo des indicateurs", "pilotage:meteo_list", "pilotage.view_meteo"),
            ("Mesures", "pilotage:mesure_list", "pilotage.view_mesure"),
            (
                "Valeurs proposées",
                "pilotage:propositiondemesure_list",
                "pilotage.view_propositiondemesure",
            ),
        ],
    ),
    (
        "Fichiers",
        [
            ("Importer un classeur", "socle:import_list", "socle.importer_production"),
            ("Productions", "socle:production_list", "socle.view_production"),
        ],
    ),
    (
        "Organisation",
        [
            ("Services et correspondants", "socle:organisation", "socle.view_service"),
            ("Lieux", "socle:lieu_list", "socle.view_lieu"),
            ("Agents", "socle:agent_list", "socle.view_agent"),
            ("Désignations", "socle:designation_list", "socle.view_designation"),
        ],
    ),
    (
        "Réglages",
        [
            ("Modèles de réponse", "suivi:modelereponse_list", "suivi.view_modelereponse"),
            ("Règles de délai", "suivi:regledelai_list", "suivi.view_regledelai"),
            ("Jours de fermeture", "socle:fermeture_list", "socle.view_fermeture"),
            (
                "Périodes suspendues",
                "socle:periodesuspendue_list",
                "socle.view_periodesuspendue",
            ),
            (
                "Destinataires des tableaux",
                "pilotage:destinataire_list",
                "pilotage.view_destinataire",
            ),
            ("Points de dépôt", "suivi:pointdedepot_list", "suivi.view_pointdedepot"),
            ("Boîtes fonctionnelles", "suivi:boite_list", "suivi.view_boitefonctionnelle"),
        ],
    ),
    (
        "Accès et vie privée",
        [
            ("Données personnelles", "suivi:purge", "suivi.purger_identite"),
            ("Accès aux identités", "suivi:acces", "socle.view_journal"),
            ("Journal des accès", "socle:journal_list", "socle.view_journal"),
        ],
    ),
]
PEU_DE_PAGES = 14  # un menu plus court se lit d'un coup d'œil : rien à déplier


class AccueilView(TemplateView):
    """« À faire », selon les rôles de l'agent : ouverte à tous les agents connectés."""

    template_name = "accueil.html"
    extra_context = {"title": "À faire"}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"lignes": lignes_pour(self.request.user)}


def cadre(request):
    """Processeur de contexte : le nom du site, le menu et, si l'on en a, les rappels à lire."""
    contexte = {
        "SITE_CONFIG": {"site_title": "Qualepref", "site_tagline": "La qualité en préfecture"},
        "arrete": settings.ARRETE,
        "skiplinks": [{"link": "#page", "label": "Contenu"}],
    }
    agent = getattr(request, "user", None)
    if agent is not None and agent.is_authenticated:
        contexte["menu"] = SimpleLazyObject(partial(menu_pour, agent, request.path))
        if agent.has_perm("socle.view_rappel"):
            contexte["rappels_non_lus"] = partial(nombre_de_rappels, agent)
        contexte["skiplinks"].append({"link": "#menu", "label": "Menu"})
    return contexte


def nombre_de_rappels(agent):
    """Ce qui attend d'être lu et vaut encore, jugé une fois par minute : la question est longue.

    Le nombre au registre, lu avec l'agent, entre dans la clé : lire un rappel se voit aussitôt.
    """
    au_registre = getattr(agent, "rappels_au_registre", 0)
    if not au_registre:
        return 0
    cle, compter = f"rappels-{agent.pk}-{au_registre}", partial(compter_les_rappels, agent)
    return cache.get_or_set(cle, compter, UNE_MINUTE)


def compter_les_rappels(agent):
    return Rappel.objects.de(agent).non_lus().count()


def menu_pour(agent, chemin):
    """Les pages que l'agent peut ouvrir, par section ; celle où il se trouve est dépliée."""
    adresses = adresses_du_menu(get_script_prefix())
    ici = max((une for une in adresses.values() if chemin.startswith(une)), key=len, default="")
    accueil = {"libelle": "À faire", "url": reverse("accueil"), "active": chemin == "/"}
    menu = [{"libelle": "", "active": False, "liens": [accueil]}]
    for libelle, pages in MENU:
        liens = [
            {"libelle": page, "url": adresses[url], "active": adresses[url] == ici}
            for page, url, permission in pages
            if agent.has_perm(permission)
        ]
        active = any(lien["active"] for lien in liens)
        menu.append({"libelle": libelle, "active": active, "liens": liens})
    return replier(menu)


@memoire
def adresses_du_menu(prefixe):
    """Par nom d'URL, sous le préfixe où le site est servi : elles ne changent pas d'une page à
    l'autre."""
    return {url: reverse(url) for _, pages in MENU for _, url, _ in pages}


def replier(menu):
    """Une section d'une seule page n'est que cette page ; un menu court n'a pas de section."""
    court = sum(len(section["liens"]) for section in menu) <= PEU_DE_PAGES
    for section in menu:
        if court or len(section["liens"]) == 1:
            section["libelle"] = ""
    return [section for section in menu if section["liens"]]


def requete_refusee(request, exception=None):
    return render(request, "erreur.html", {"title": "Demande incomprise", "code": 400}, status=400)


def acces_refuse(request, exception=None):
    return render(request, "erreur.html", {"title": "Accès refusé", "code": 403}, status=403)


def formulaire_refuse(request, reason=""):
    """Le jeton des formulaires manque : témoins refusés, ou page ouverte avant une connexion."""
    contexte = {"title": "Formulaire refusé", "code": 403, "formulaire": True}
    return render(request, "erreur.html", contexte, status=403)


def page_absente(request, exception=None):
    return render(request, "erreur.html", {"title": "Page introuvable", "code": 404}, status=404)


def methode_refusee(get_response):
    """Intergiciel : une adresse d'acte ouverte comme une page s'explique, sans page blanche."""

    def repondre(request):
        reponse = get_response(request)
        if reponse.status_code != 405 or reponse.content:
            return reponse
        contexte = {"title": "Cette adresse n'est pas une page", "code": 405}
        page = render(request, "erreur.html", contexte, status=405)
        page["Allow"] = reponse["Allow"]
        return page

    return repondre


def panne(request):
    return render(request, "erreur.html", {"title": "Panne", "code": 500}, status=500)
