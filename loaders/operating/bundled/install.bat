@echo off
rem Installs Plan Atlas from this folder, without a network. The words are English, since a batch file knows no encoding.
setlocal
cd /d "%~dp0"
set "CHOSEN="
for %%v in (@VERSIONS@) do if not defined CHOSEN py -%%v -c "" >nul 2>nul && set "CHOSEN=py -%%v"
if not defined CHOSEN (
  python -c "import sys; sys.exit('%%d.%%d' %% sys.version_info[:2] not in '@VERSIONS@'.split())" >nul 2>nul && set "CHOSEN=python"
)
if not defined CHOSEN (
  echo Plan Atlas needs Python, one of @VERSIONS@, 64 bit; none was found.
  pause
  exit /b 1
)
%CHOSEN% -m venv --without-pip .venv || goto failed
.venv\Scripts\python wheels\@PIP@\pip install --quiet --disable-pip-version-check --no-compile --no-index --find-links wheels -r plan-atlas\requirements.txt || goto failed
echo Installed. Start it with start.bat
pause
exit /b 0
:failed
echo The installation failed; the reason stands above.
pause
exit /b 1
