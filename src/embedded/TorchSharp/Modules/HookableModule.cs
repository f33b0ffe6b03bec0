namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module whose calls may be observed and changed.</summary>
        public class HookableModule<TPreHook, TPostHook> : Module
        {
            /// <summary>Called before forward, with its inputs.</summary>
            protected Dictionary<string, TPreHook> pre_hooks = [];

            /// <summary>Called after forward, with its inputs and its result.</summary>
            protected Dictionary<string, TPostHook> post_hooks = [];

            /// <summary>Called before forward, with the module.</summary>
            protected Dictionary<string, Action<Module>> module_pre_hooks = [];

            /// <summary>Called after forward, with the module.</summary>
            protected Dictionary<string, Action<Module>> module_post_hooks = [];

            private long hooks;

            /// <summary>A module with a name.</summary>
            protected HookableModule(string name)
                : base(name)
            {
            }

            /// <summary>After forward, a hook sees the inputs and the result; what it returns, unless null, is the result.</summary>
            public HookRemover register_forward_hook(TPostHook hook) => Register(post_hooks, hook);

            /// <summary>Before forward, a hook sees the inputs; what it returns, unless null, goes in.</summary>
            public HookRemover register_forward_pre_hook(TPreHook hook) => Register(pre_hooks, hook);

            /// <summary>After forward, a hook sees the module.</summary>
            public HookRemover register_forward_hook(Action<Module> hook) => Register(module_post_hooks, hook);

            /// <summary>Before forward, a hook sees the module.</summary>
            public HookRemover register_forward_pre_hook(Action<Module> hook) => Register(module_pre_hooks, hook);

            private HookRemover Register<T>(Dictionary<string, T> to, T hook)
            {
                string key = $"{hooks++}";
                to.Add(key, hook);
                return new HookRemover(this, key);
            }

            private void Remove(string key)
            {
                pre_hooks.Remove(key);
                post_hooks.Remove(key);
                module_pre_hooks.Remove(key);
                module_post_hooks.Remove(key);
            }

            /// <summary>Takes a hook away again.</summary>
            public class HookRemover(HookableModule<TPreHook, TPostHook> module, string key)
            {
                /// <summary>The hook is called no more.</summary>
                public void remove() => module.Remove(key);
            }
        }
    }
}
