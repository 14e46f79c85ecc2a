"""Sentences of corrections for planners, in one place so that they can be translated."""

STORE_UNREADABLE = "更正记录无法读取（{cause}），显示的是未更正的内容"
TOO_MANY_TOUCHED = "更正涉及的规划太多（共 {number} 处提及，最多 {most} 处），显示的是未更正的内容"
NO_TEMPORARY = "数据库账号不能建立临时表，更正无法叠加，显示的是未更正的内容；请管理员授予 TEMPORARY 权限"
