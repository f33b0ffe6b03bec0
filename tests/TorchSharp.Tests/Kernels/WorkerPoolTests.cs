using TorchSharp.Kernels;

namespace TorchSharp.Tests.Kernels;

[NonParallelizable, RestoreThreads]
public sealed unsafe class WorkerPoolTests
{
    [Test, CancelAfter(20_000)]
    public void Every_item_runs_exactly_once_whatever_the_thread_count([Values(1, 2, 3, 8)] int threads)
    {
        WorkerPool.Threads = threads;
        foreach (int items in new[] { 0, 1, 2, 7, 1000 })
        {
            int[] counts = new int[items + 1];
            fixed (int* context = counts)
            {
                WorkerPool.For(items, &Count, context);
            }
            Assert.That(counts[..items], Has.All.EqualTo(1));
            Assert.That(counts[items], Is.Zero);
        }
    }

    [Test, CancelAfter(20_000)]
    public void A_loop_inside_a_loop_runs_all_its_items()
    {
        WorkerPool.Threads = 4;
        int[] counts = new int[16 * 16];
        fixed (int* context = counts)
        {
            WorkerPool.For(16, &CountRow, context);
        }
        Assert.That(counts, Has.All.EqualTo(1));
    }

    [Test, CancelAfter(20_000)]
    public void Loops_of_several_callers_at_once_all_finish()
    {
        WorkerPool.Threads = 3;
        int[][] counts = [.. Enumerable.Range(0, 6).Select(_ => new int[50])];
        Thread[] callers = [.. counts.Select(mine => new Thread(() =>
        {
            fixed (int* context = mine)
            {
                for (int i = 0; i < 500; i++)
                {
                    WorkerPool.For(50, &Count, context);
                }
            }
        }))];
        Array.ForEach(callers, c => c.Start());
        Array.ForEach(callers, c => c.Join());
        Assert.That(counts.SelectMany(c => c), Has.All.EqualTo(500));
    }

    [Test, CancelAfter(20_000)]
    public void Many_small_loops_survive_changes_of_the_thread_count()
    {
        int[] counts = new int[9];
        fixed (int* context = counts)
        {
            for (int i = 0; i < 3000; i++)
            {
                WorkerPool.Threads = 1 + (i / 20 * 7 % 40 / 5);
                WorkerPool.For(9, &Count, context);
                if (i % 500 == 0)
                {
                    // Long enough for every worker to park.
                    Thread.Sleep(5);
                }
            }
        }
        Assert.That(counts, Has.All.EqualTo(3000));
    }

    [Test, CancelAfter(20_000)]
    public void More_threads_than_processors_do_not_hang()
    {
        WorkerPool.Threads = 4 * Environment.ProcessorCount;
        int[] counts = new int[64];
        fixed (int* context = counts)
        {
            for (int i = 0; i < 300; i++)
            {
                WorkerPool.For(64, &CountSlowly, context);
            }
        }
        Assert.That(counts, Has.All.EqualTo(300));
    }

    [Test, CancelAfter(20_000)]
    public void Workers_take_part()
    {
        WorkerPool.Threads = 2;
        int[] counts = new int[2];
        fixed (int* context = counts)
        {
            // Each item waits until the other one has begun: one thread alone would never finish.
            WorkerPool.For(2, &Meet, context);
        }
        Assert.That(counts, Has.All.EqualTo(1));
    }

    [Test, CancelAfter(20_000)]
    public void Workers_take_part_after_others_were_dismissed()
    {
        // A wake-up must never go to a worker that is on its way out.
        int[] counts = new int[64];
        fixed (int* context = counts)
        {
            for (int i = 0; i < 60; i++)
            {
                WorkerPool.Threads = 8;
                WorkerPool.For(64, &CountSlowly, context);
                if (i % 3 == 1)
                {
                    Thread.Sleep(3);
                }
                WorkerPool.Threads = 2;
                (counts[0], counts[1]) = (0, 0);
                WorkerPool.For(2, &Meet, context);
                Assert.That(counts[..2], Has.All.EqualTo(1));
            }
        }
    }

    [Test, CancelAfter(20_000)]
    public void A_loop_returns_only_when_its_workers_are_done()
    {
        WorkerPool.Threads = 2;
        for (int i = 0; i < 5; i++)
        {
            // Counts of the two items, how many have begun, and the calling thread.
            int[] state = [0, 0, 0, Environment.CurrentManagedThreadId];
            fixed (int* context = state)
            {
                WorkerPool.For(2, &MeetAndLinger, context);
            }
            Assert.That(state[..2], Has.All.EqualTo(1));
        }
    }

    [Test]
    public void The_thread_count_is_at_least_one()
    {
        WorkerPool.Threads = 0;
        Assert.That(WorkerPool.Threads, Is.EqualTo(1));
    }

    private static void Count(void* context, nint item) => Interlocked.Increment(ref ((int*)context)[item]);

    private static void CountSlowly(void* context, nint item)
    {
        Thread.SpinWait(50);
        Count(context, item);
    }

    private static void CountRow(void* context, nint item) => WorkerPool.For(16, &Count, (int*)context + (16 * item));

    private static void Meet(void* context, nint item)
    {
        Count(context, item);
        SpinWait wait = default;
        while (Volatile.Read(ref ((int*)context)[1 - item]) == 0)
        {
            wait.SpinOnce();
        }
    }

    // The worker's item goes on after the caller's has ended.
    private static void MeetAndLinger(void* context, nint item)
    {
        int* state = (int*)context;
        Interlocked.Increment(ref state[2]);
        SpinWait wait = default;
        while (Volatile.Read(ref state[2]) < 2)
        {
            wait.SpinOnce();
        }
        if (Environment.CurrentManagedThreadId != state[3])
        {
            Thread.Sleep(5);
        }
        Count(context, item);
    }
}
