using System.Runtime.InteropServices;

namespace LfmSpec.Cli;

/// <summary>SIGINT (Ctrl-C) and SIGTERM as a cancellation: the first asks the command to stop, a second ends the process as ever.</summary>
internal sealed class Interruption : IDisposable
{
    private const int AfterSignal = 128, Interrupt = 2, Terminate = 15;
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private int signal = Interrupt;

    internal Interruption() => registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop)];

    /// <summary>Cancelled by the first signal.</summary>
    internal CancellationToken Token => source.Token;

    /// <summary>The code of a process that stopped: 130 after SIGINT, 143 after SIGTERM.</summary>
    internal int Code => AfterSignal + signal;

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }

        source.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        if (source.IsCancellationRequested)
        {
            return;
        }

        context.Cancel = true;
        signal = context.Signal == PosixSignal.SIGTERM ? Terminate : Interrupt;
        source.Cancel();
    }
}
