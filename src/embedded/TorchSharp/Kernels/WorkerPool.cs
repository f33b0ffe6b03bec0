using System.Runtime.CompilerServices;

namespace TorchSharp.Kernels;

/// <summary>
/// Runs the items of a loop on a few persistent threads; the caller is one of them. One 64-bit word {epoch | workers inside | open}
/// says which loop is on: a worker enters it by a compare-and-swap while it is open, and the caller waits only for workers
/// that are inside. So a worker that the scheduler wakes late is never waited for.
/// </summary>
internal static unsafe class WorkerPool
{
    private const long Open = 1, OneInside = 2, InsideMask = 0xFFFE, OneEpoch = 0x10000;
    private const int SpinsBeforeParking = 2000, SpinsBeforeYield = 4000;

    private static int threads = Math.Clamp(Environment.ProcessorCount, 1, MaxThreads);
    private static int busy;

    // These belong to whoever has set busy.
    private static Worker[] workers = [];

    // The loop that is on. Written only while the word is closed and nobody is inside.
    private static delegate*<void*, nint, void> loopBody;
    private static void* loopContext;
    private static nint loopItems;

    private static CacheLine state, next;

    private const int MaxThreads = 1024;

    /// <summary>Threads that work on one loop, the caller included; 1 means no workers.</summary>
    internal static int Threads
    {
        get => Volatile.Read(ref threads);
        set => Volatile.Write(ref threads, Math.Clamp(value, 1, MaxThreads));
    }

    /// <summary>
    /// Calls body(context, i) once for every i in 0..items-1, in no particular order, and returns when all are done. The body must not throw.
    /// Inside another loop, or while another thread has the pool, the items run in the calling thread.
    /// </summary>
    internal static void For(nint items, delegate*<void*, nint, void> body, void* context)
    {
        if (items <= 1 || Threads == 1 || Interlocked.CompareExchange(ref busy, 1, 0) != 0)
        {
            for (nint i = 0; i < items; i++)
            {
                body(context, i);
            }
            return;
        }

        Resize(Threads - 1);
        loopBody = body;
        loopContext = context;
        loopItems = items;
        Volatile.Write(ref next.Value, 0);
        Interlocked.Exchange(ref state.Value, (state.Value & ~InsideMask) + OneEpoch + Open);
        for (nint i = 0, wanted = items - 1; i < workers.Length && wanted > 0; i++)
        {
            workers[i].Wake();
            wanted--;
        }
        RunItems();
        Interlocked.Add(ref state.Value, -Open);
        for (int spins = 0; (Volatile.Read(ref state.Value) & InsideMask) != 0; spins++)
        {
            if (spins < SpinsBeforeYield)
            {
                Thread.SpinWait(1);
            }
            else
            {
                Thread.Yield();
            }
        }
        Volatile.Write(ref busy, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunItems()
    {
        delegate*<void*, nint, void> body = loopBody;
        void* context = loopContext;
        nint items = loopItems;
        for (nint i = (nint)Interlocked.Increment(ref next.Value) - 1; i < items; i = (nint)Interlocked.Increment(ref next.Value) - 1)
        {
            body(context, i);
        }
    }

    private static void Resize(int count)
    {
        if (workers.Length == count)
        {
            return;
        }
        foreach (Worker worker in workers.Skip(count))
        {
            worker.Dismiss();
        }
        workers = [.. workers.Take(count), .. Enumerable.Range(0, Math.Max(0, count - workers.Length)).Select(_ => Worker.Start())];
    }

    private sealed class Worker
    {
        private readonly object bed = new();
        private bool called;
        private int asleep;
        private long seen;
        private volatile bool dismissed;

        internal static Worker Start()
        {
            Worker worker = new();
            new Thread(worker.Run) { IsBackground = true, Name = "TorchSharp worker" }.Start();
            return worker;
        }

        // Whoever turns asleep from 1 to 0 decides: a waker calls, and the worker waits for that call; or the worker goes on without one.
        internal void Wake()
        {
            if (Volatile.Read(ref asleep) == 1 && Interlocked.CompareExchange(ref asleep, 0, 1) == 1)
            {
                lock (bed)
                {
                    called = true;
                    Monitor.Pulse(bed);
                }
            }
        }

        internal void Dismiss()
        {
            dismissed = true;
            Interlocked.MemoryBarrier();
            Wake();
        }

        private void Run()
        {
            while (!dismissed)
            {
                if (TryEnter())
                {
                    RunItems();
                    Interlocked.Add(ref state.Value, -OneInside);
                }
                else
                {
                    Wait();
                }
            }
        }

        private bool IsNews(long word) => (word & Open) != 0 && word / OneEpoch != seen;

        private bool TryEnter()
        {
            for (long word = Volatile.Read(ref state.Value); IsNews(word); word = Volatile.Read(ref state.Value))
            {
                if (Interlocked.CompareExchange(ref state.Value, word + OneInside, word) == word)
                {
                    seen = word / OneEpoch;
                    return true;
                }
            }
            return false;
        }

        private void Wait()
        {
            for (int spins = 0; spins < SpinsBeforeParking; spins++)
            {
                if (dismissed || IsNews(Volatile.Read(ref state.Value)))
                {
                    return;
                }
                Thread.SpinWait(1);
            }
            // Told asleep first and asked for news after it: a waker sees the one or this thread the other.
            Interlocked.Exchange(ref asleep, 1);
            if ((dismissed || IsNews(Volatile.Read(ref state.Value))) && Interlocked.CompareExchange(ref asleep, 0, 1) == 1)
            {
                return;
            }
            lock (bed)
            {
                while (!called)
                {
                    Monitor.Wait(bed);
                }
                called = false;
            }
        }
    }

    // A word that shares its cache line with nothing else that is written often.
    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit, Size = 192)]
    private struct CacheLine
    {
        [System.Runtime.InteropServices.FieldOffset(64)]
        internal long Value;
    }
}
