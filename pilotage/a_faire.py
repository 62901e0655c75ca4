from datetime import timedelta

from django.urls import reverse

from pilotage.models import (
    BilanAnnuel,
    Expedition,
    Mesure,
    Meteo,
    PropositionDeMesure,
    TableauDeBord,
)
from pilotage.models.propositions import VALIDER
from pilotage.pieces import envoi_des_pieces, pieces_manquantes
from pilotage.releves import confies_a, en_defaut
from qualepref.socle.droits import TOUS
from qualepref.socle.periodes import Genre, Periode
from qualepref.socle.taches import Ligne, a_faire
from qualepref.socle.temps import aujourdhui

UN_TRIMESTRE = timedelta(days=92)


@a_faire("referent_qualite")
def mesures_manquantes(agent):
    """Les mois vides des trois derniers mois, dans ce qui se saisit ou s'importe."""
    depuis = aujourdhui() - UN_TRIMESTRE
    recentes = Mesure.objects.visibles_par(agent, "pilotage.change_mesure").relevees()
    nombre = recentes.manquantes().filter(date_fin__gte=depuis).count()
    adresse = f"{reverse('pilotage:mesure_list')}?etat=non_mesure&depuis={depuis:%Y-%m-%d}"
    yield Ligne(nombre, "mesure(s) manquante(s) ces trois derniers mois", adresse, "warning")


@a_faire(*TOUS)
def indicateurs_en_retard(agent):
    """Ceux dont l'agent répond ; le référent les voit tous."""
    if not agent.departement:
        return
    en_retard = en_defaut(agent.departement, aujourdhui())
    if "referent_qualite" not in agent.roles:
        siens = set(confies_a(agent).values_list("indicateur", flat=True)) if en_retard else ()
        en_retard = [un for un in en_retard if un.pk in siens]
    adresse = f"{reverse('pilotage:indicateur_list')}?en_retard=true"
    yield Ligne(len(en_retard), "indicateur(s) en retard de relevé", adresse, "warning")


@a_faire("referent_qualite")
def valeurs_a_valider(agent):
    proposees = PropositionDeMesure.objects.visibles_par(agent, VALIDER).a_valider()
    adresse = f"{reverse('pilotage:propositiondemesure_list')}?etat=proposee"
    yield Ligne(proposees.count(), "valeur(s) proposée(s) à valider", adresse, "warning")


@a_faire("referent_qualite")
def meteos_a_publier(agent):
    brouillons = Meteo.objects.visibles_par(agent, "pilotage.publier_meteo").brouillons()
    adresse = f"{reverse('pilotage:meteo_list')}?etat=brouillon"
    yield Ligne(brouillons.count(), "météo(s) d'indicateurs à publier", adresse)


@a_faire("correspondant")
def valeurs_refusees(agent):
    rendues = PropositionDeMesure.objects.rendues_a(agent)
    adresse = f"{reverse('pilotage:propositiondemesure_list')}?etat=refusee"
    yield Ligne(rendues.count(), "valeur(s) refusée(s), à reprendre ou retirer", adresse, "warning")


@a_faire("referent_qualite")
def editions_a_publier(agent):
    tableaux = TableauDeBord.objects.visibles_par(agent, "pilotage.publier_tableaudebord")
    yield Ligne(
        tableaux.brouillons().count(),
        "tableau(x) de bord à relire et à publier",
        f"{reverse('pilotage:tableaudebord_list')}?etat=brouillon",
        "info",
    )
    bilans = BilanAnnuel.objects.visibles_par(agent, "pilotage.publier_bilanannuel")
    yield Ligne(
        bilans.brouillons().count(),
        "bilans annuels à rédiger et à publier",
        f"{reverse('pilotage:bilanannuel_list')}?etat=brouillon",
        "info",
    )


@a_faire("referent_qualite")
def envois_echoues(agent):
    """Le dernier tableau dont un envoi a échoué : sa page dit lesquels, et les relance."""
    echouees = Expedition.objects.visibles_par(agent).echouees()
    derniere = echouees.first()
    if derniere is not None:
        libelle = "envoi(s) aux directions échoué(s)"
        yield Ligne(echouees.count(), libelle, derniere.get_absolute_url(), "error")


@a_faire("copil")
def derniere_edition(agent):
    """Le dernier tableau publié, et ce qui y reste sous sa cible."""
    tableau = TableauDeBord.objects.visibles_par(agent).publies().first()
    if tableau is None:
        return
    sous_la_cible = tableau.donnees["synthese"]["non_atteint"]
    adresse = tableau.get_absolute_url()
    yield Ligne(1, f"dernier tableau de bord publié : {tableau.donnees['periode_dite']}", adresse)
    yield Ligne(sous_la_cible, "indicateur(s) dont la cible n'est pas atteinte", adresse, "warning")


@a_faire("lecteur_national")
def departements_qui_ont_publie(agent):
    """Pour le trimestre en cours comme pour le dernier achevé : on publie dès la fin décembre."""
    en_cours = Periode.contenant(aujourdhui(), Genre.TRIMESTRE)
    publies = TableauDeBord.objects.visibles_par(agent).publies()
    for trimestre in (en_cours, en_cours.precedente):
        du_trimestre = publies.filter(trimestre=trimestre.cle).order_by()
        nombre = du_trimestre.values("departement").distinct().count()
        adresse = f"{reverse('pilotage:tableaudebord_list')}?trimestre={trimestre.cle}"
        ont_publie = "départements ont publié" if nombre > 1 else "département a publié"
        yield Ligne(nombre, f"{ont_publie} le {trimestre.libelle}", adresse)


@a_faire("referent_qualite", "auditeur")
def pieces_a_envoyer(agent):
    """Dès trois mois avant l'envoi, les pièces du prochain audit que le dossier n'aurait pas."""
    le = aujourdhui()
    envoi = agent.departement and envoi_des_pieces(agent.departement, le)
    if not envoi or envoi.echeance - UN_TRIMESTRE > le:
        return
    libelle = f"pièce(s) encore hors du dossier de preuves, à envoyer le {envoi.echeance:%d/%m/%Y}"
    yield Ligne(
        pieces_manquantes(agent.departement, le, agent),
        libelle,
        reverse("pilotage:pieces"),
        "error" if envoi.est_depassee(le) else "warning",
    )
