"""Un acte qui demande une saisie : le formulaire le fait, et dit ce qui l'empêche."""

from django.contrib import messages
from django.http import HttpResponseRedirect

from qualepref.socle.pages import DetailView, FormPage


class ActePage(FormPage, DetailView):
    """`form_class` reçoit l'objet dans `sur` et accomplit l'acte quand sa saisie est bonne."""

    template_name = "socle/form.html"
    form_class = None

    def get_parents(self):
        return [*self.parents, self.object]

    def get_form(self, data=None):
        return self.form_class(data, agent=self.request.user, sur=self.object)

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", self.get_form())
        return super().get_context_data(**kwargs)

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        form = self.get_form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(request, self.dire(form))
        return HttpResponseRedirect(self.object.get_absolute_url())

    def dire(self, form):
        return self.message
