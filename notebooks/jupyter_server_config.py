"""JupyterLab on the notebooks: on this machine only, and it asks nobody for news, updates or extensions."""

c = get_config()  # noqa: F821  # Jupyter puts it there

load_subconfig("jupyter_nbconvert_config.py")  # noqa: F821  # likewise

c.ServerApp.ip = "127.0.0.1"
c.ServerApp.allow_root = True  # in a container one is often nobody else
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"
