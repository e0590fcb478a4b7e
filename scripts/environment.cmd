@echo off
rem Usage: environment.cmd FILE... -- makes .venv and installs the named requirements into it, unless that is done already.
setlocal
set "HERE=%~dp0.."
set "PYTHON=%HERE%\.venv\Scripts\python.exe"
if not exist "%PYTHON%" (
    py -3 -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul && py -3 -m venv "%HERE%\.venv"
)
if not exist "%PYTHON%" (
    python -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul && python -m venv "%HERE%\.venv"
)
if not exist "%PYTHON%" (
    echo Polylogue needs Python 3.11 or newer: install it from python.org and start again. 1>&2
    exit /b 1
)
:next
if "%~1"=="" exit /b 0
fc /b "%HERE%\%~1" "%HERE%\.venv\installed-%~1" >nul 2>nul && goto done
echo Installing %~1 (only when it has changed) ... 1>&2
"%PYTHON%" -m pip install --quiet --disable-pip-version-check -r "%HERE%\%~1" || exit /b 1
copy /y "%HERE%\%~1" "%HERE%\.venv\installed-%~1" >nul
:done
shift
goto next
