using TorchSharp.Kernels;
using TorchSharp.Optimizers;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>The schedules.</summary>
            public static partial class impl
            {
                /// <summary>The initial learning rate times a function of the number of steps.</summary>
                public class LambdaLR : LRScheduler
                {
                    private readonly List<Func<int, double>> lambdas;

                    /// <summary>One function for all groups.</summary>
                    public LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, Enumerable.Repeat(lr_lambda, optimizer.ParamGroups.Count()), last_epoch, verbose)
                    {
                    }

                    /// <summary>A function for each group.</summary>
                    public LambdaLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1,
                        bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        lambdas = [.. lr_lambdas];
                        if (lambdas.Count != _base_lrs.Count)
                            throw new ArgumentException($"LambdaLR: {lambdas.Count} functions are given for {_base_lrs.Count} groups.");
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr() =>
                        _base_lrs.Zip(lambdas, (rate, lambda) => rate * lambda(_last_epoch));
                }

                /// <summary>The learning rate times gamma after every step_size steps.</summary>
                public class StepLR : LRScheduler
                {
                    private readonly int stepSize;
                    private readonly double gamma;

                    /// <summary>The learning rate times gamma after every step_size steps.</summary>
                    public StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        stepSize = step_size;
                        this.gamma = gamma;
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr() =>
                        _last_epoch == 0 || _last_epoch % stepSize != 0 ? Rates : Rates.Select(rate => rate * gamma);

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr() =>
                        _base_lrs.Select(rate => rate * StepMath.Power(gamma, _last_epoch / stepSize));
                }

                /// <summary>The learning rate times a factor for the first steps.</summary>
                public class ConstantLR : LRScheduler
                {
                    private readonly double factor;
                    private readonly int total;

                    /// <summary>The learning rate times a factor for the first total_iters steps.</summary>
                    public ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1,
                        bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        this.factor = factor;
                        total = total_iters;
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr() => _last_epoch == 0 ? Rates.Select(rate => rate * factor)
                        : _last_epoch == total ? Rates.Select(rate => rate * (1 / factor)) : Rates;

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr() =>
                        _base_lrs.Select(rate => rate * (_last_epoch >= total ? 1 : factor));
                }

                /// <summary>The learning rate times a factor that goes evenly from one value to another.</summary>
                public class LinearLR : LRScheduler
                {
                    private readonly double start;
                    private readonly double end;
                    private readonly int total;

                    /// <summary>The learning rate times a factor that goes evenly from one value to another in total_iters steps.</summary>
                    public LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1.0, int total_iters = 5,
                        int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        start = start_factor;
                        end = end_factor;
                        total = total_iters;
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch > total)
                            return Rates;
                        double factor = _last_epoch == 0 ? start
                            : 1 + ((end - start) / ((total * start) + ((_last_epoch - 1) * (end - start))));
                        return Rates.Select(rate => rate * factor);
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr() =>
                        _base_lrs.Select(rate => rate * (start + ((end - start) * Math.Min(total, _last_epoch) / total)));
                }

                /// <summary>From the learning rate to another along half a cosine, then up again.</summary>
                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double half;
                    private readonly double lowest;

                    /// <summary>From the learning rate to eta_min along half a cosine of T_max steps, then up again.</summary>
                    public CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1,
                        bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        half = T_max;
                        lowest = eta_min;
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch == 0)
                            return Rates;
                        // Just after the lowest point the ratio of two steps would be x / 0.
                        if ((_last_epoch - 1 - half) % (2 * half) == 0)
                        {
                            double rise = 1 - ScalarMath.Cos(Math.PI / half);
                            return Rates.Zip(_base_lrs, (rate, first) => rate + ((first - lowest) * rise / 2));
                        }
                        double ratio = Raised(_last_epoch) / Raised(_last_epoch - 1);
                        return Rates.Select(rate => (ratio * (rate - lowest)) + lowest);
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr() =>
                        _base_lrs.Select(rate => lowest + ((rate - lowest) * Raised(_last_epoch) / 2));

                    private double Raised(int epoch) => 1 + ScalarMath.Cos(Math.PI * epoch / half);
                }

                /// <summary>One schedule after the other.</summary>
                public class SequentialLR : LRScheduler
                {
                    private readonly LRScheduler[] schedules;
                    private readonly int[] milestones;

                    /// <summary>One schedule after the other; each milestone is the step at which the next takes over.</summary>
                    public SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones,
                        int last_epoch = -1)
                        : base(optimizer, last_epoch + 1, false)
                    {
                        schedules = [.. schedulers];
                        this.milestones = [.. milestones];
                        if (schedules.Any(schedule => schedule._optimizer != optimizer))
                            throw new ArgumentException("The SequentialLR scheduler expects all its sub-schedulers to be bound to the same "
                                + "optimizer.");
                        if (this.milestones.Length != schedules.Length - 1)
                            throw new ArgumentException($"Received {schedules.Length} schedulers and {this.milestones.Length} milestones. "
                                + "The SequentialLR scheduler expects the number of schedulers to be one more than the number of "
                                + "milestones.");
                        // The schedules have each taken their first step: take it back, and let the first one take it again.
                        foreach (var group in optimizer.ParamGroups)
                            group.LearningRate = group.InitialLearningRate;
                        foreach (var schedule in schedules)
                            schedule._last_epoch--;
                        schedules[0].step();
                        _last_lrs = schedules[0]._last_lrs;
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr()
                    {
                        int current = milestones.Length;
                        while (current > 0 && milestones[current - 1] > _last_epoch)
                            current--;
                        if (current > 0 && milestones[current - 1] == _last_epoch)
                            schedules[current].step(0);
                        else
                            schedules[current].step();
                        return Rates;
                    }
                }
            }
        }
    }
}
