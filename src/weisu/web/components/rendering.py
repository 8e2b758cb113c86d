"""How every form of the pages is drawn: fields in the classes of the style sheet, wrong ones marked."""

from typing import Any

from django.forms import BoundField
from django.forms.renderers import DjangoTemplates

CLASSES = {
    "checkbox": "form-check-input",
    "checkboxselectmultiple": "form-check-input",
    "select": "form-select",
    "selectmultiple": "form-select",
}


class Field(BoundField):
    """A field of a form with its class; the colour of a wrong one only repeats what stands beneath it."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Any = None) -> dict[str, Any]:
        """The widget's own attributes and the class of its kind."""
        found: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        if not self.is_hidden:
            wrong = " is-invalid" if self.errors else ""
            found["class"] = CLASSES.get(self.widget_type, "form-control") + wrong
        return found


class Renderer(DjangoTemplates):
    """Django's own templates, with our fields."""

    bound_field_class = Field
