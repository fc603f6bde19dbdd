@echo off
rem The one door to every command, on Windows: packaging\start demo | run | test | check
rem Finds a Python and hands over to door.py, which makes the environment and starts the program.
setlocal
chcp 65001 >nul
set PYTHONUTF8=1
set PYTHONDONTWRITEBYTECODE=

if "%~1"=="" goto usage
for %%v in (demo run test check bench soak) do if /i "%~1"=="%%v" goto find
:usage
echo Cách dùng: packaging\start demo ^| run ^| test ^| check
echo Usage: packaging\start demo (try it on invented data) ^| run (open the program) ^| test ^| check
exit /b 2

:find
if defined SOCHIBO_PYTHON set FOUND="%SOCHIBO_PYTHON%"& goto start
for %%v in (3.13 3.12 3.11 3.14) do (
    py -%%v -c "import ensurepip, sys; sys.exit(sys.maxsize < 2**32)" >nul 2>nul && set "FOUND=py -%%v" && goto start
)
python -c "import ensurepip, sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14) or sys.maxsize < 2**32)" >nul 2>nul
if not errorlevel 1 set "FOUND=python" & goto start
echo Máy này chưa có Python 3.11 - 3.14 (64-bit). Hãy mở Microsoft Store, tìm "Python 3.13", bấm Cài đặt, rồi chạy lại lệnh này.
echo This computer has no 64-bit Python 3.11 to 3.14. Open the Microsoft Store, search for "Python 3.13", press Get, and run this again.
exit /b 3

:start
%FOUND% "%~dp0door.py" %*
exit /b %errorlevel%
