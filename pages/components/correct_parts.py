"""更正 · 合并 and 拆分: two projects of a plan that are one, and one mention that is several."""

import streamlit as st

from loaders.catalog import ProjectFeature, Query
from pages.components import correct_words, quoting
from pages.components.correct_acts import Wish
from pages.components.correct_subject import Subject, key
from pages.components.language import t

LONGEST_NAMES = 2000  # characters of all names of a split together
LONGEST_EXCERPT = 36


def others(subject: Subject) -> tuple[ProjectFeature, ...]:
    """Projects of the same plan, those of the same task first."""
    mention, own = subject.mention, subject.catalog.feature(subject.mention.mention_id)
    found = [item for item in subject.catalog.projects(Query(plans=(mention.plan_id,))) if item != own]
    return tuple(sorted(found, key=lambda item: mention.task_id not in item.task_ids))


def merge(subject: Subject) -> Wish:
    """The other project, and whose name and attributes stay."""
    known = {item.mention_id: item for item in others(subject)}
    chosen = st.selectbox(
        t("与哪个项目是同一个"),
        list(known),
        index=None,
        placeholder=t("从本规划的 {n} 个项目中选", n=len(known)),
        format_func=lambda mention_id: _name(known[mention_id]),
        key=key(subject, "other"),
    )
    if chosen is None:
        return Wish("merge", is_ready=False)
    other, own = known[chosen], subject.mention
    kept = st.radio(
        t("合并后的名称、类型和区县用"),
        [chosen, own.mention_id],
        format_func=lambda one: quoting.plain_name(other.name if one == chosen else own.name),
        key=key(subject, "kept"),
    )
    if kept == chosen:
        words = correct_words.change(correct_words.field("name"), quoting.name(own.name), quoting.name(other.name))
        return Wish("merge", [chosen], words=words)
    words = correct_words.change(correct_words.field("name"), quoting.name(other.name), quoting.name(own.name))
    return Wish("merge", [own.mention_id], words=words, about=other.mention_ids)


def split(subject: Subject) -> Wish:
    """The names that one mention stands for, one per line."""
    mention = subject.mention
    about = mention.mention_id
    if len(subject.mention_ids) > 1:
        about = st.selectbox(
            t("拆分哪一处"),
            subject.mention_ids,
            index=subject.mention_ids.index(about) if about in subject.mention_ids else 0,
            format_func=lambda one: _excerpt(subject, one),
            key=key(subject, "which"),
        )
    said = st.text_area(
        t("拆分后的名称,每行一个"),
        value=mention.name,
        height=104,
        max_chars=LONGEST_NAMES,
        key=key(subject, "names"),
    )
    names = [line.strip() for line in said.splitlines() if line.strip()]
    st.html(f'<p class="quiet">{t("类型、阶段和区县先与原来相同,拆分后可以逐个更正。")}</p>')
    after = t("、").join(quoting.name(name) for name in names)
    words = correct_words.change(correct_words.field("parts"), quoting.name(mention.name), after)
    is_ready = len(names) > 1
    return Wish(
        "split",
        [[{"name": name} for name in names]],
        words=words if is_ready else "",
        is_ready=is_ready,
        about=(about,),
    )


def _name(item: ProjectFeature) -> str:
    where = quoting.plain_name(item.county, division=True) if item.county else ""
    return " · ".join(filter(None, [quoting.plain_name(item.name), where]))


def _excerpt(subject: Subject, mention_id: str) -> str:
    text = " ".join(subject.catalog.excerpt(mention_id).split())
    return text if len(text) <= LONGEST_EXCERPT else f"{text[:LONGEST_EXCERPT]}…"
