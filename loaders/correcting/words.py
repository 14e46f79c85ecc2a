"""Sentences of corrections for planners, in one place so that they can be translated."""

STORE_UNREADABLE = "更正记录无法读取（{cause}），显示的是未更正的内容"
