"""La fiche d'un document telle qu'elle était un jour donné, et s'il valait ce jour-là.

Aujourd'hui, c'est la fiche. Un jour passé, c'est ce que son histoire en avait retenu ce jour-là,
sauf version inscrite après coup ; à défaut, quand on l'a inscrite plus tard, la première qui la
disait en vigueur à cette date.
"""

from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When

from documents import circuit
from qualepref.socle.histoire import ecrite_au
from qualepref.socle.temps import aujourdhui

CHAMPS = {
    "etat_alors": "etat",
    "effet_alors": "date_effet",
    "emplacement_alors": "emplacement",
    "caducite_lue": "date_caducite",
    "archivage_alors": "date_archivage",
}
# Une ligne écrite depuis l'emporte si rien ne l'était, ou si elle date d'une version plus récente.
INSCRITE_APRES = Q(effet_inscrit__isnull=False, ecrite=None) | Q(
    Q(effet_ecrit=None) | Q(effet_ecrit__lt=F("effet_inscrit")),
    effet_inscrit=F("effet_de_la_version"),
)


def avec_la_fiche(documents, le):
    """Annote `etat_alors`, `effet_alors`, `emplacement_alors`, `archivage_alors` et
    `caducite_alors`.
    """
    if le >= aujourdhui():
        champs = {alors: F(champ) for alors, champ in CHAMPS.items()}
        return documents.annotate(**champs, caducite_alors=F("date_caducite"))
    ecrites, inscrites = _traces(documents.model, le)
    datees = documents.alias(
        ecrite=_lue(ecrites, "history_id"),
        effet_ecrit=_lue(ecrites, "date_effet"),
        effet_inscrit=_lue(inscrites, "date_effet"),
        effet_de_la_version=_lue(_versions(documents.model, le), "en_vigueur_du"),
    )
    lues = datees.annotate(
        **{
            alors: Case(
                When(INSCRITE_APRES, then=_lue(inscrites, champ)),
                When(ecrite__isnull=False, then=_lue(ecrites, champ)),
                default=_a_defaut(champ, le),
            )
            for alors, champ in CHAMPS.items()
        }
    )
    return lues.annotate(caducite_alors=_sans_les_prolongations(documents.model, le))


def _traces(modele, le):
    """Les lignes de son histoire qui parlent de ce jour, la plus sûre d'abord : celles qu'on avait
    écrites, dont chacune corrige les précédentes, puis celles qui le disent depuis en vigueur.
    """
    siennes = modele.history.model.objects.filter(id=OuterRef("pk")).exclude(history_type="-")
    commencees = siennes.filter(Q(date_effet=None) | Q(date_effet__lte=le))
    depuis = commencees.filter(~ecrite_au(le), etat=circuit.EN_VIGUEUR, date_effet__isnull=False)
    return (
        commencees.filter(ecrite_au(le)).order_by("-history_id"),
        depuis.order_by("-date_effet", "history_id"),
    )


def _versions(modele, le):
    versions = modele._meta.get_field("versions").related_model.objects
    return versions.filter(document=OuterRef("pk"), en_vigueur_du__lte=le).order_by(
        "-en_vigueur_du"
    )


def _lue(lignes, champ):
    return Subquery(lignes.values(champ)[:1])


def _a_defaut(champ, le):
    """La fiche du jour ; sa caducité n'est celle d'alors que si sa date d'effet l'était déjà."""
    if champ != "date_caducite":
        return F(champ)
    return Case(When(Q(date_effet=None) | Q(date_effet__lte=le), then=F(champ)))


def _sans_les_prolongations(modele, le):
    """La caducité lue, si un import l'a repoussée depuis sans écrire d'histoire : celle d'avant."""
    suivantes = modele._meta.get_field("prolongations").related_model.objects.filter(
        document=OuterRef("pk"), date__gt=le
    )
    repoussee = Exists(suivantes.filter(nouvelle=OuterRef("caducite_lue")))
    d_avant = Subquery(suivantes.order_by("date", "pk").values("ancienne")[:1])
    return Case(When(repoussee, then=d_avant), default=F("caducite_lue"))


def valait(modele, le):
    """Une version valait ce jour-là, ou le document était gardé ailleurs ; même caduc."""
    versions = modele._meta.get_field("versions").related_model.objects
    siennes = versions.filter(document=OuterRef("pk")).order_by()
    return Exists(siennes.en_vigueur_au(le)) | garde_ailleurs(siennes, le)


def garde_ailleurs(siennes, le):
    """Jamais versionné ici à cette date : sa fiche d'alors dit s'il valait."""
    jamais = ~Exists(siennes.filter(en_vigueur_du__lte=le))
    commence = Q(effet_alors__lte=le) | Q(effet_alors=None, date_depot__lte=le)
    sorti = Q(etat=circuit.ARCHIVE, date_archivage__lt=le)
    archive_depuis = Q(etat_alors=circuit.ARCHIVE, archivage_alors__gte=le)
    return jamais & commence & ((Q(etat_alors=circuit.EN_VIGUEUR) & ~sorti) | archive_depuis)


def se_joint(modele, le):
    """Son fichier de ce jour-là se lit ici, sans donnée personnelle."""
    versions = modele._meta.get_field("versions").related_model.objects
    du_jour = versions.filter(document=OuterRef("pk")).order_by().en_vigueur_au(le)
    neutre = Q(type=None) | Q(type__donnees_personnelles=False)
    return neutre & Exists(du_jour.exclude(fichier=""))
