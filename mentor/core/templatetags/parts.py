"""`{% load parts %}`: the one set of page parts. Arguments and examples: core/templates/parts/README.md.

The tags live in modules by what they show; this module only gathers them into one library.
"""

from __future__ import annotations

from django import template

from mentor.core.templatetags import parts_calls, parts_data, parts_forms, parts_live, parts_page

register = template.Library()
for _module in (parts_page, parts_data, parts_forms, parts_calls, parts_live):
    register.tags.update(_module.register.tags)
    register.filters.update(_module.register.filters)
