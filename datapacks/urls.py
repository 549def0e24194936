app_name = "datapacks"
urlpatterns = []
