"""The page parts: right tone, right words, safe against what users write, and usable without scripts."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from django import forms
from django.template import RequestContext, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse
from django.urls.base import set_script_prefix
from django_vite.core.asset_loader import DjangoViteAssetLoader

from mentor.core import periods, styleguide
from mentor.core.templatetags.parts_calls import json_for_script

pytestmark = pytest.mark.unit


def render(source, path="/", **context):
    request = RequestFactory().get(path)
    return Template("{% load parts formats %}" + source).render(RequestContext(request, context))


def test_a_tile_says_that_a_figure_is_unknown_instead_of_zero():
    html = render("{% tile 'Прибыль' value|money %}", value=None)
    assert "нет данных" in html
    assert "is-empty" in html


def test_a_tile_shows_its_comparison_tone_and_reason():
    html = render("{% tile 'Конверсия' 0.134|percent compare='+3,1 п.п.' tone='good' why_url='/why' %}")
    assert "tone-good" in html
    assert 'href="/why"' in html


@pytest.mark.parametrize(
    "source",
    [
        "{% tile 'a' x note=x compare=x %}",
        "{% badge x title=x %}",
        "{% person x note=x %}",
        "{% notice x x safe=x todo=x %}",
        "{% empty x text=x %}",
        "{% quote x seconds=3 who=x %}",
        "{% advice client=x why=x say=x stage=x state=x phone=x %}{% endadvice %}",
        "{% attention_item x text=x when=x %}",
        "{% utterance speaker='client' name=x start=1 %}{{ x }}{% endutterance %}",
        "{% timeline_item x when=x %}{{ x }}{% endtimeline_item %}",
        "{% panel x hint=x foot=x %}{{ x }}{% endpanel %}",
        "{% page_header x sub=x %}{% endpage_header %}",
        "{% copy_button x %}",
        "{% live_status x title=x %}",
        "{% call_player 3 src=x message=x %}",
        "{% filter_search value=x %}",
        "{% filter_select 'n' x options %}",
        "{% facts pairs %}",
    ],
)
def test_what_people_write_is_never_markup(source):
    evil = "<script>alert(1)</script>\"'"
    html = render(source, x=evil, options=[(evil, evil)], pairs=[(evil, evil)])
    assert "<script>alert" not in html


def test_json_in_a_script_cannot_end_the_script():
    assert "<" not in json_for_script({"title": "</script><b>"})
    html = render("{% chart config 'имя' %}{% endchart %}", config={"labels": ["</script>"], "series": []})
    assert html.count("</script>") == 1


def test_a_quote_plays_on_the_calls_page_and_leads_to_the_place_elsewhere():
    assert 'data-seek="83.20"' in render("{% quote 'дорого' seconds=83.2 %}")
    elsewhere = render("{% quote 'дорого' seconds=83.2 call_url='/calls/7/' %}")
    assert 'href="/calls/7/#t=83.20"' in elsewhere
    assert "1:23" in elsewhere
    assert "data-seek" not in render("{% quote 'дорого' %}")


def test_a_quote_is_not_quoted_twice():
    assert "<q>дорого</q>" in render("{% quote '«дорого»' %}")


def test_score_chip_tells_not_graded_from_zero():
    assert "не оценивается" in render("{% score None %}")
    assert "is-bad" in render("{% score 0 %}")
    assert "7,5" in render("{% score 7.5 %}")


def test_stage_bars_are_read_aloud_by_name():
    html = render("{% stage_bars scores %}", scores=[10, 4, None, 0, 7])
    assert "Презентация: не оценивается" in html
    assert html.count('class="is-') == 5


def test_a_heat_cell_sorts_by_its_share_and_warns_of_few_calls():
    html = render("{% heat_cell share calls=4 mean=6.8 %}", share=0.5)
    assert 'data-sort="0.500000"' in html
    assert "мало данных" in html
    assert "heat-b" not in html


def test_a_meter_never_leaves_its_bounds():
    assert 'width="100.0%"' in render("{% meter 3 most=2 %}")
    assert 'width="0.0%"' in render("{% meter None %}")
    assert 'width="0.0%"' in render("{% meter 3 most=0 %}")


@pytest.fixture
def guide(monkeypatch):
    """Renders the style guide, without needing the front end to be built."""
    loader = SimpleNamespace(generate_vite_asset=lambda *args, **kwargs: "")
    monkeypatch.setattr(DjangoViteAssetLoader, "instance", lambda: loader)

    def page(path="/styleguide/"):
        request = RequestFactory().get(path)
        return render_to_string("core/styleguide.html", styleguide.sample_context(request), request)

    return page


def test_no_part_needs_inline_styles_or_handlers(guide):
    html = guide()
    assert " style=" not in html
    assert not re.search(r"\son[a-z]+=", html)


def test_every_label_points_at_a_control_and_no_id_stands_twice(guide):
    html = guide()
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(set(ids)) == sorted(ids)
    assert set(re.findall(r'<label[^>]* for="([^"]+)"', html)) <= set(ids)


def test_a_page_has_one_heading_of_the_first_rank(guide):
    assert guide().count("<h1") == 1


def test_the_guide_shows_an_empty_company_and_a_refused_form(guide):
    assert "Менеджеров пока нет" in guide("/styleguide/?empty=1")
    assert "aria-invalid" in guide("/styleguide/?errors=1")


def test_error_pages_stand_alone_and_say_what_is_safe():
    for code in ("400", "403", "404", "413", "500"):
        html = render_to_string(f"errors/{code}.html")
        assert "/static/" not in html
        assert f"Ошибка {code}" in html
        assert html.count("<p") >= 3


class Person(forms.Form):
    email = forms.EmailField(label="Почта", help_text="Рабочая")
    quiet = forms.BooleanField(label="Тихо", required=False)
    stage = forms.ChoiceField(label="Этап", choices=[("1", "Первый")], widget=forms.RadioSelect)


def test_a_field_ties_label_help_and_error_to_its_control():
    html = render("{% field form.email %}", form=Person({"email": "нет"}))
    assert 'for="id_email"' in html
    assert 'aria-describedby="id_email_help id_email_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_email_error"' in html


def test_a_form_without_content_shows_every_field_and_the_token():
    html = render("{% form_box form=form %}{% endform_box %}", form=Person())
    assert re.search(r'name="csrfmiddlewaretoken" value="\w{20,}"', html)
    for name in ("email", "quiet", "stage"):
        assert f'name="{name}"' in html


def test_an_optional_field_says_so_and_a_check_box_stands_before_its_label():
    html = render("{% field form.quiet %}", form=Person())
    assert html.index("<input") < html.index("<label")


def test_pages_go_on_by_key_and_keep_the_filters():
    page = SimpleNamespace(next_cursor="n1", previous_cursor="")
    html = render("{% pager page %}", path="/calls/?stage=4&after=old", page=page)
    assert 'href="?stage=4&amp;after=n1"' in html
    assert "Назад" not in html


def test_sorting_turns_round_and_forgets_the_place_in_the_list():
    html = render("{% sort_head 'calls' 'Звонки' current='-calls' %}", path="/?after=x&sort=-calls")
    assert 'aria-sort="descending"' in html
    assert 'href="?sort=calls"' in html


def test_filters_keep_the_period_and_offer_a_way_back():
    html = render("{% filters %}{% endfilters %}", path="/lost/?period=week&stage=4")
    assert 'name="period" value="week"' in html
    assert 'href="/lost/"' in html
    assert "Сбросить" not in render("{% filters %}{% endfilters %}", path="/lost/?period=week")


def test_the_period_picker_marks_the_choice_and_tells_of_a_bad_one():
    period = periods.choose({"period": "custom", "from": "x"}, date(2026, 11, 23))
    html = render("{% period_picker period %}", path="/?stage=4", period=period)
    assert 'href="?stage=4&amp;period=week"' in html
    assert "не разобраны" in html


def test_a_player_without_sound_says_why_and_leaves_the_transcript():
    html = render("{% call_player None message='Записи нет: телефония её не прислала.' %}")
    assert "Записи нет" in html
    assert "data-wave" not in html
    assert html.count("disabled") >= 2


def test_an_unknown_icon_is_an_error_of_the_page_builder():
    with pytest.raises(KeyError):
        render("{% icon 'no-such-icon' %}")


def test_an_address_is_what_django_would_have_found():
    assert render('{{ "manager"|address:pk }} {{ "managers"|address }}', pk=7) == "/managers/7/ /managers/"
    set_script_prefix("/mentor/")
    try:
        assert (
            render('{{ "manager"|address:pk }}', pk=7)
            == reverse("manager", args=[7])
            == "/mentor/managers/7/"
        )
    finally:
        set_script_prefix("/")
    with pytest.raises(NoReverseMatch):
        render('{{ "no such page"|address }}')
