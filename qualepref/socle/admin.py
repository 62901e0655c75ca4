from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from qualepref.socle.models import Agent, Departement, Designation, Service, Site


@admin.register(Agent)
class AgentAdmin(UserAdmin):
    fieldsets = (*UserAdmin.fieldsets, ("Qualepref", {"fields": ("departement", "service")}))


admin.site.register([Departement, Designation, Service, Site])
