"""Connexion : les permissions d'un agent sont celles des rôles que ses désignations lui donnent."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.shortcuts import render

from qualepref.socle import droits
from qualepref.socle.models import Agent, Journal


class BackendDesignations(ModelBackend):
    """Comptes locaux ; droits tirés des désignations en vigueur, et non de groupes figés."""

    def get_user(self, user_id):
        """L'agent de la session, avec ce que l'en-tête de chaque page en dit."""
        agents = Agent.objects.select_related("departement").avec_rappels()
        agent = agents.filter(pk=user_id).first()
        return agent if agent and self.user_can_authenticate(agent) else None

    def get_group_permissions(self, user_obj, obj=None):
        return self.get_all_permissions(user_obj, obj)

    def get_user_permissions(self, user_obj, obj=None):
        return set()

    def get_all_permissions(self, user_obj, obj=None):
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_permissions_designations"):
            par_role = droits.par_role()
            user_obj._permissions_designations = set().union(
                *(par_role[role] for role in user_obj.roles)
            )
        return user_obj._permissions_designations

    def has_perm(self, user_obj, perm, obj=None):
        """Par ses rôles, ou par ce qu'on lui a confié."""
        if super().has_perm(user_obj, perm, obj):
            return True
        connu = user_obj.is_active and not user_obj.is_anonymous and obj is None
        return connu and droits.est_habilite(user_obj, perm)


def compte_bloque(request, credentials, *args, **kwargs):
    """Réponse d'axes après trop d'échecs : une phrase claire, statut 429."""
    return render(request, "socle/compte_bloque.html", status=429)


@receiver(user_logged_in)
def consigner_connexion(sender, request, user, **kwargs):
    Journal.objects.consigner(user, Journal.Genre.CONNEXION)


@receiver(user_logged_out)
def consigner_deconnexion(sender, request, user, **kwargs):
    if user is not None:
        Journal.objects.consigner(user, Journal.Genre.DECONNEXION)


@receiver(user_login_failed)
def consigner_echec(sender, credentials, request=None, **kwargs):
    Journal.objects.consigner(
        None, Journal.Genre.ECHEC_CONNEXION, {"identifiant": credentials.get("username", "")[:150]}
    )
