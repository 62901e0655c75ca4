"""Ce qu'on demande aux questionnaires : leurs phrases, dans la langue du métier."""

from django.db.models import Count, Q

from qualepref.socle.models import PerimetreQuerySet

COMMUNES = {"enquetes.view_questionnaire", "enquetes.copier_questionnaire"}


class QuestionnaireQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"

    def confies(self, agent, permission):
        """Les questionnaires livrés sont à tous ceux qui en lisent ; personne ne les change."""
        return [Q(departement=None)] if permission in COMMUNES else []

    def en_service(self):
        return self.filter(retire=False)

    def livres(self):
        return self.filter(departement=None)

    def propres(self):
        return self.exclude(departement=None)

    def avec_comptes(self):
        return self.annotate(nombre_questions=Count("questions")).order_by(
            *self.model._meta.ordering
        )

    def recherches(self, texte):
        return self.filter(Q(intitule__icontains=texte) | Q(code__icontains=texte))

    def parents_de(self, questionnaire):
        """Les autres versions : même code, chez lui ou livrées ; sa source et ses copies."""
        memes = Q(code=questionnaire.code)
        liens = Q(pk=questionnaire.copie_de_id) | Q(copie_de=questionnaire)
        siens = Q(departement=questionnaire.departement_id) | Q(departement=None) | liens
        return self.filter(siens, memes | liens).exclude(pk=questionnaire.pk)


class DuQuestionnaireQuerySet(PerimetreQuerySet):
    """Ce qui compose un questionnaire se voit et se change avec lui."""

    chemin_perimetre = None
    chemin_departement = "questionnaire__departement"
