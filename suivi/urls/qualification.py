"""Les adresses de la recevabilité : décisions, objets, catégories."""

from django.urls import path

from suivi.views import affectation, objets, qualification, reclamations

OBJETS, CATEGORIES = "objets-de-reclamation/", "categories-de-reclamation/"
ACTES_SUR_UN_OBJET = {
    "modifier": (objets.ObjetReclamationUpdateView, "update"),
    "supprimer": (objets.ObjetReclamationDeleteView, "delete"),
    "ecarter": (objets.ObjetReclamationEcarterView, "ecarter"),
    "retenir": (objets.ObjetReclamationRetenirView, "retenir"),
}
ACTES_SUR_UNE_CATEGORIE = {
    "modifier": (objets.CategorieReclamationUpdateView, "update"),
    "supprimer": (objets.CategorieReclamationDeleteView, "delete"),
    "fusionner": (objets.CategorieReclamationFusionnerView, "fusionner"),
}

urlpatterns = [
    path("reclamations/", reclamations.ReclamationListView.as_view(), name="reclamation_list"),
    path(
        "demandes/<int:pk>/affecter/",
        affectation.DemandeAffecterView.as_view(),
        name="demande_affecter",
    ),
    path(
        "demandes/<int:pk>/examiner/",
        qualification.DemandeExaminerView.as_view(),
        name="demande_examiner",
    ),
    path(
        "demandes/<int:pk>/proposer/",
        qualification.DemandeProposerView.as_view(),
        name="demande_proposer",
    ),
    path(OBJETS, objets.ObjetReclamationListView.as_view(), name="objetreclamation_list"),
    path(
        f"{OBJETS}ajouter/",
        objets.ObjetReclamationCreateView.as_view(),
        name="objetreclamation_create",
    ),
    *(
        path(f"{OBJETS}<int:pk>/{verbe}/", vue.as_view(), name=f"objetreclamation_{nom}")
        for verbe, (vue, nom) in ACTES_SUR_UN_OBJET.items()
    ),
    path(
        CATEGORIES, objets.CategorieReclamationListView.as_view(), name="categoriereclamation_list"
    ),
    path(
        f"{CATEGORIES}ajouter/",
        objets.CategorieReclamationCreateView.as_view(),
        name="categoriereclamation_create",
    ),
    *(
        path(f"{CATEGORIES}<int:pk>/{verbe}/", vue.as_view(), name=f"categoriereclamation_{nom}")
        for verbe, (vue, nom) in ACTES_SUR_UNE_CATEGORIE.items()
    ),
]
