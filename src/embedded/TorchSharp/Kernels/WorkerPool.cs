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

    private static readonly Lock Resizing = new();
    private static readonly SemaphoreSlim Parking = new(0);
    private static readonly List<Worker> Workers = [];

    private static int threads = Math.Clamp(Environment.ProcessorCount, 1, MaxThreads);
    private static int started = 1;
    private static int busy;
    private static int parked;

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

        if (started != Threads)
        {
            Resize();
        }
        loopBody = body;
        loopContext = context;
        loopItems = items;
        Volatile.Write(ref next.Value, 0);
        Interlocked.Exchange(ref state.Value, (state.Value & ~InsideMask) + OneEpoch + Open);
        Unpark((int)Math.Min(items - 1, started - 1));
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

    // Takes n sleepers off the count and gives each its permit: permits and sleepers taken are always equal in number.
    private static void Unpark(int n)
    {
        for (int sleeping = Volatile.Read(ref parked); sleeping > 0 && n > 0; sleeping = Volatile.Read(ref parked))
        {
            int take = Math.Min(sleeping, n);
            if (Interlocked.CompareExchange(ref parked, sleeping - take, sleeping) == sleeping)
            {
                Parking.Release(take);
                return;
            }
        }
    }

    private static void Resize()
    {
        lock (Resizing)
        {
            int workers = Threads - 1;
            while (Workers.Count < workers)
            {
                Worker worker = new();
                Workers.Add(worker);
                new Thread(worker.Run) { IsBackground = true, Name = $"TorchSharp worker {Workers.Count}" }.Start();
            }
            if (Workers.Count > workers)
            {
                foreach (Worker worker in Workers[workers..])
                {
                    worker.Dismissed = true;
                }
                Workers.RemoveRange(workers, Workers.Count - workers);
                Unpark(int.MaxValue);
            }
            started = workers + 1;
        }
    }

    private sealed class Worker
    {
        private long seen;

        internal volatile bool Dismissed;

        internal void Run()
        {
            while (!Dismissed)
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
                if (Dismissed || IsNews(Volatile.Read(ref state.Value)))
                {
                    return;
                }
                Thread.SpinWait(1);
            }
            // Once counted as parked, this thread sleeps unless it can take itself off the count again.
            Interlocked.Increment(ref parked);
            if (Dismissed || IsNews(Volatile.Read(ref state.Value)))
            {
                for (int sleeping = Volatile.Read(ref parked); sleeping > 0; sleeping = Volatile.Read(ref parked))
                {
                    if (Interlocked.CompareExchange(ref parked, sleeping - 1, sleeping) == sleeping)
                    {
                        return;
                    }
                }
            }
            Parking.Wait();
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
