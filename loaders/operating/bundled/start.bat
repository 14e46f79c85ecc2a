@echo off
rem Starts Plan Atlas; what follows the name goes to Streamlit, such as --server.port 8600.
cd /d "%~dp0plan-atlas"
if not exist ..\.venv\Scripts\python.exe (
  echo Not installed yet: run install.bat first.
  pause
  exit /b 1
)
..\.venv\Scripts\python -m streamlit run app.py %*
