"""L'objet recevable de chaque demande, et son histoire, passent à sa qualification."""

from itertools import groupby

from django.db import migrations

LIBELLES = {
    "acces_locaux": ("accès aux locaux", "5.1"),
    "conditions_accueil": ("conditions d'accueil", "6.1"),
    "temps_attente": ("temps d'attente", "7.3"),
    "informations_donnees": ("informations et explications données", "2.4"),
    "rapidite_qualite_reponses": ("rapidité ou qualité des réponses", "17.1"),
    "accueil_telephonique": ("accueil téléphonique", "10.3"),
    "point_numerique": ("démarche au point numérique", "15.1"),
    "rendez_vous": ("prise de rendez-vous en ligne", "7.2"),
    "courtoisie": ("courtoisie d'un agent", "2.1"),
}
TRANCHE = 2000


def reprendre(apps, schema_editor):
    modele = apps.get_model("suivi", "Qualification")
    demandes = apps.get_model("suivi", "Demande").objects.exclude(objet_recevable="")
    histoire = apps.get_model("suivi", "HistoricalDemande").objects
    datees = histoire.filter(id__in=histoire.exclude(objet_recevable="").values("id"))
    employes = {*demandes.values_list("objet_recevable", flat=True).distinct()}
    employes |= {*datees.values_list("objet_recevable", flat=True).distinct()} - {""}
    objets = {cle: objet(apps, cle) for cle in sorted(employes)}
    neuves = [
        modele(demande=demande, objet=objets[demande.objet_recevable])
        for demande in demandes.filter(qualification=None).iterator()
    ]
    modele.objects.bulk_create(neuves, batch_size=TRANCHE)
    identifiants = dict(modele.objects.values_list("demande", "pk"))
    apps.get_model("suivi", "HistoricalQualification").objects.bulk_create(
        lignes_d_histoire(apps, datees, objets, identifiants),
        batch_size=TRANCHE,
    )


def objet(apps, cle):
    """Celui de delais.yaml, que le prochain chargement complétera."""
    libelle, exigence = LIBELLES.get(cle, (cle, ""))
    champs = {"libelle": libelle, "exigence": exigence}
    objets = apps.get_model("suivi", "ObjetReclamation").objects
    return objets.get_or_create(departement=None, cle=cle, defaults=champs)[0]


def lignes_d_histoire(apps, datees, objets, identifiants):
    """Une ligne par changement de l'objet, à sa date et au nom de qui l'a fait."""
    modele = apps.get_model("suivi", "HistoricalQualification")
    rangees = datees.order_by("id", "history_date", "history_id")
    for demande, lignes in groupby(rangees, lambda ligne: ligne.id):
        avant = ""
        for ligne in lignes:
            if ligne.objet_recevable == avant:
                continue
            yield modele(
                id=identifiants.get(demande, 0),
                demande_id=demande,
                objet=objets.get(ligne.objet_recevable),
                history_date=ligne.history_date,
                history_user_id=ligne.history_user_id,
                history_type="~" if avant else "+",
            )
            avant = ligne.objet_recevable


def rendre(apps, schema_editor):
    qualifiees = apps.get_model("suivi", "Qualification").objects.exclude(objet=None)
    demandes = apps.get_model("suivi", "Demande").objects
    for cle in LIBELLES:
        siennes = qualifiees.filter(objet__cle=cle, objet__departement=None).values("demande")
        demandes.filter(pk__in=siennes).update(objet_recevable=cle)


class Migration(migrations.Migration):
    dependencies = [("suivi", "0012_recevabilite")]
    operations = [migrations.RunPython(reprendre, rendre)]
