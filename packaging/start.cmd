@echo off
rem The one door to every command, on Windows: packaging\start demo | run | test | check
rem Finds a Python and hands over to door.py, which makes the environment and starts the program.
setlocal
chcp 65001 >nul
set PYTHONUTF8=1
set FOUND=
set PYTHONDONTWRITEBYTECODE=

if "%~1"=="" goto usage
for %%v in (demo run test check bench soak) do if /i "%~1"=="%%v" goto find
:usage
echo Cách dùng: packaging\start demo ^| run ^| test ^| check
echo Usage: packaging\start demo (try it on invented data) ^| run (open the program) ^| test ^| check
exit /b 2

:find
if defined SOCHIBO_PYTHON set FOUND="%SOCHIBO_PYTHON%"& goto start
set "ASK=import ensurepip, sys; print(sys.maxsize.bit_length() * (sys.version_info[:2] in [(3, 11), (3, 12), (3, 13), (3, 14)]))"
for %%p in ("py -3.13" "py -3.12" "py -3.11" "py -3.14" "python") do (
    for /f %%r in ('%%~p -c "%ASK%" 2^>nul') do if "%%r"=="63" set "FOUND=%%~p"
    if defined FOUND goto start
)
echo Máy này chưa có Python 3.11 - 3.14 (64-bit). Hãy mở Microsoft Store, tìm "Python 3.13", bấm Cài đặt, rồi chạy lại lệnh này.
echo This computer has no 64-bit Python 3.11 to 3.14. Open the Microsoft Store, search for "Python 3.13", press Get, and run this again.
exit /b 3

:start
%FOUND% "%~dp0door.py" %*
exit /b %errorlevel%
